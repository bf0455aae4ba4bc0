// The MCP project's own "everything" server, which its package only offers openly and on every interface, on loopback and behind a bearer token:
//   MCP_TOKEN=… node server.mjs
// Prints its address as "mcp=URL". GET /seen tells what reached it: the methods that were let in, and how many requests were not.
import { randomUUID } from 'node:crypto';
import express from 'express';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createServer } from '@modelcontextprotocol/server-everything/dist/server/index.js';

const expected = process.env.MCP_TOKEN;
if (!expected) throw new Error('MCP_TOKEN is not set');

const letIn = [];
let refused = 0;
const transports = new Map();

const verifier = {
  async verifyAccessToken(token) {
    if (token !== expected) throw new InvalidTokenError('unknown token');
    return { token, clientId: 'run', scopes: [], expiresAt: Math.floor(Date.now() / 1000) + 3600 };
  },
};

async function transportFor(id) {
  if (id) return transports.get(id);
  const { server, cleanup } = createServer();
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (session) => transports.set(session, transport),
  });
  server.server.onclose = () => {
    transports.delete(transport.sessionId);
    cleanup?.(transport.sessionId);
  };
  await server.connect(transport);
  return transport;
}

const app = express();
app.use(express.json({ limit: '1mb' }));
app.get('/seen', (_request, response) => response.json({ methods: letIn, refused }));
app.use('/mcp', (_request, response, next) => {
  response.on('finish', () => { if (response.statusCode === 401) refused++; });
  next();
});
app.all('/mcp', requireBearerAuth({ verifier }), async (request, response) => {
  letIn.push(...[request.body ?? []].flat().map((message) => message.method).filter(Boolean));
  const transport = await transportFor(request.get('mcp-session-id'));
  if (!transport) return response.status(404).json({ jsonrpc: '2.0', id: null, error: { code: -32001, message: 'no such session' } });
  await transport.handleRequest(request, response, request.body);
});

const listener = app.listen(0, '127.0.0.1', () => console.log(`mcp=http://127.0.0.1:${listener.address().port}/mcp`));
// whoever started it is gone
process.stdin.on('end', () => process.exit(0)).resume();
