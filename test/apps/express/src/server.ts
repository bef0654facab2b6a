import { UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { StreamableHTTPError } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import express from "express";
import { randomUUID } from "node:crypto";
import { Notes } from "./notes.js";

const port = Number(process.env["PORT"] ?? 3001);
const sessions = new Map<string, Notes>();
const app = express();

function notesOf(cookies: string | undefined): { id: string; notes: Notes } {
  const id = /(?:^|;\s*)sid=([\w-]+)/.exec(cookies ?? "")?.[1] ?? randomUUID();
  let notes = sessions.get(id);
  if (!notes) {
    notes = new Notes(`http://127.0.0.1:${port}/oauth/callback`, id);
    sessions.set(id, notes);
  }
  return { id, notes };
}

app.post("/tools/:name", async (req, res) => {
  const { id, notes } = notesOf(req.headers.cookie);
  res.setHeader("Set-Cookie", `sid=${id}; HttpOnly; SameSite=Lax`);
  try {
    res.json({ content: await notes.call(req.params.name) });
  } catch (error) {
    if (error instanceof UnauthorizedError) {
      res.status(401).json({ authorizationUrl: notes.provider.authorizationUrl });
    } else if (error instanceof StreamableHTTPError && error.code === 403) {
      res.status(403).json({ error: "Your account may not do this." });
    } else {
      res.status(502).json({ error: String(error) });
    }
  }
});

app.get("/oauth/callback", async (req, res) => {
  const { code, state, error } = req.query;
  const notes = sessions.get(String(state));
  if (!notes || typeof code !== "string") {
    res.status(400).send(`No authorization: ${String(error ?? "unknown session")}`);
    return;
  }
  await notes.authorized(code);
  res.send("Thank you. You can go on.");
});

app.listen(port, "127.0.0.1", () => console.log(`listening on ${port}`));
