import type { Range } from '../analysis/source-unit.ts';
import { newlineOf } from './text-style.ts';

/**
 * A component's text with everything but some blocks blank, so that it is code and every offset stays. The markup
 * around a block ends its lines, as if the block were a file, in the way of the block.
 */
export function onlyBlocks(text: string, blocks: readonly Range[]): string {
  const code = blocks.map(([start, end]) => text.slice(start, end)).join('');
  const newline = newlineOf(code);
  let result = '';
  let done = 0;
  for (const [start, end] of [...blocks, [text.length, text.length] as const]) {
    const length = start - done;
    const head = done > 0 && length >= newline.length ? newline : '';
    const tail = start < text.length && length >= head.length + newline.length ? newline : '';
    result += head.padEnd(length - tail.length) + tail + text.slice(start, end);
    done = end;
  }
  return result;
}
