// The WebSocket client of the package ws. Prints what it saw as one line of JSON.
// usage: node websocket.mjs SCENARIO URL
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import WebSocket from 'ws';

const [scenario, url] = process.argv.slice(2);
const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');

const open = async (options = {}) => {
    const socket = new WebSocket(url, ['chat.v1'], { rejectUnauthorized: false, ...options });
    await once(socket, 'open');
    return socket;
};

/** Sends and waits for what comes back. */
const echo = async (socket, message) => {
    const answer = once(socket, 'message');
    socket.send(message);
    const [bytes, isBinary] = await answer;
    return { bytes, isBinary };
};

const scenarios = {
    /** Texts, bytes, a ping and a close, with the compression that both sides agree on. */
    async echo() {
        const socket = await open();
        const texts = [];
        for (const text of ['', 'Grüße', 'z'.repeat(100_000)]) {
            const { bytes, isBinary } = await echo(socket, text);
            texts.push(!isBinary && bytes.toString() === text);
        }
        const sent = Buffer.alloc(1_000_000, 'the quick brown fox');
        const { bytes, isBinary } = await echo(socket, sent);
        const pong = once(socket, 'pong');
        socket.ping('still there?');
        const [payload] = await pong;
        const closed = once(socket, 'close');
        socket.close(4001, 'done');
        const [code, reason] = await closed;
        return {
            protocol: socket.protocol,
            extensions: socket.extensions,
            texts,
            bytes: isBinary && digest(bytes) === digest(sent),
            pong: payload.toString(),
            code,
            reason: reason.toString(),
        };
    },

    /** Leaves without a word once it has been heard. */
    async terminate() {
        const socket = await open({ perMessageDeflate: false });
        const { bytes } = await echo(socket, 'here');
        socket.terminate();
        return { heard: bytes.toString() };
    },

    async refused() {
        const socket = new WebSocket(url, { rejectUnauthorized: false });
        const [, response] = await once(socket, 'unexpected-response');
        response.destroy();
        return { status: response.statusCode };
    },
};

console.log(JSON.stringify(await scenarios[scenario]()));
