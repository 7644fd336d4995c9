// OpenAI's official client against the base URL it is given. Prints what it saw as one line of JSON.
// usage: node openai.mjs SCENARIO BASE_URL ACKNOWLEDGE_URL
import OpenAI from 'openai';

const [scenario, baseURL, acknowledgeURL] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey: 'test-key', maxRetries: 0, timeout: 30_000 });
const messages = [{ role: 'user', content: 'Grüße' }];

/** Tells the model, past the gateway, that its last token is here. */
const acknowledge = () => fetch(acknowledgeURL, { method: 'POST' });

const failure = (error) => ({
    kind: error.constructor.name,
    status: error.status,
    code: error.code,
    message: error.message,
    retryAfter: error.headers?.get('retry-after') ?? null,
});

const scenarios = {
    async unary() {
        const { data, response } = await client.chat.completions.create({ model: 'small', messages }).withResponse();
        return {
            content: data.choices[0].message.content,
            tokens: data.usage.total_tokens,
            version: response.headers.get('x-model-version'),
        };
    },

    async models() {
        const ids = [];
        for await (const model of client.models.list()) {
            ids.push(model.id);
        }
        return { ids };
    },

    async stream() {
        const tokens = [];
        const stream = await client.chat.completions.create({ model: 'small', messages, stream: true });
        for await (const chunk of stream) {
            tokens.push(chunk.choices[0].delta.content);
            await acknowledge();
        }
        return { tokens };
    },

    /** The model counts its tokens at the end. */
    async counted() {
        const options = { model: 'counting', messages, stream: true, stream_options: { include_usage: true } };
        let usage = null;
        for await (const chunk of await client.chat.completions.create(options)) {
            usage = chunk.usage ?? usage;
        }
        return { usage };
    },

    async abort() {
        const tokens = [];
        const stream = await client.chat.completions.create({ model: 'endless', messages, stream: true });
        for await (const chunk of stream) {
            tokens.push(chunk.choices[0].delta.content);
            if (tokens.length === 3) {
                stream.controller.abort();
            } else {
                await acknowledge();
            }
        }
        return { tokens, aborted: stream.controller.signal.aborted };
    },

    /** The stream breaks behind its second token: the client must not take that for the end. */
    async broken() {
        const tokens = [];
        try {
            const stream = await client.chat.completions.create({ model: 'dying', messages, stream: true });
            for await (const chunk of stream) {
                tokens.push(chunk.choices[0].delta.content);
                await acknowledge();
            }
            return { tokens, ended: 'well' };
        } catch (error) {
            return { tokens, ended: 'broken' };
        }
    },

    async error() {
        try {
            await client.chat.completions.create({ model: 'unknown', messages });
            return {};
        } catch (error) {
            return failure(error);
        }
    },

    /** Once without retries, for the head of the refusal; then as people use it. */
    async busy() {
        const refused = await client.chat.completions.create({ model: 'busy', messages }).catch(failure);
        const patient = client.withOptions({ maxRetries: 2 });
        const answer = await patient.chat.completions.create({ model: 'busy', messages });
        return { refused, content: answer.choices[0].message.content };
    },
};

console.log(JSON.stringify(await scenarios[scenario]()));
