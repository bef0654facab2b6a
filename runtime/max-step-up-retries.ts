/**
 * The retry cap: how often one operation steps up before it is given up. Servers that challenge one scope at a time
 * need more than one.
 * @see MCP 2026-07-28, Step-Up Authorization Flow: clients SHOULD limit retries (SEP-2350)
 */
export const MAX_STEP_UP_RETRIES = 3;
