// A base model that a fine-tune can name, and rows to train it with: the smallest folder in Hugging Face's
// layout that the engine can load, its weights all zero.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

const config = {
  architectures: ['Qwen2ForCausalLM'], model_type: 'qwen2', hidden_size: 8, intermediate_size: 8, num_hidden_layers: 1,
  num_attention_heads: 2, num_key_value_heads: 1, vocab_size: 130, max_position_embeddings: 64, rms_norm_eps: 1e-6,
  rope_theta: 10000, hidden_act: 'silu', tie_word_embeddings: true, torch_dtype: 'float32',
};

const layer = 'model.layers.0.';
const shapes = {
  'model.embed_tokens.weight': [130, 8], 'model.norm.weight': [8],
  [`${layer}input_layernorm.weight`]: [8], [`${layer}post_attention_layernorm.weight`]: [8],
  [`${layer}self_attn.q_proj.weight`]: [8, 8], [`${layer}self_attn.q_proj.bias`]: [8],
  [`${layer}self_attn.k_proj.weight`]: [4, 8], [`${layer}self_attn.k_proj.bias`]: [4],
  [`${layer}self_attn.v_proj.weight`]: [4, 8], [`${layer}self_attn.v_proj.bias`]: [4],
  [`${layer}self_attn.o_proj.weight`]: [8, 8],
  [`${layer}mlp.gate_proj.weight`]: [8, 8], [`${layer}mlp.up_proj.weight`]: [8, 8], [`${layer}mlp.down_proj.weight`]: [8, 8],
};

function weights() {
  const header = {};
  let at = 0;
  for (const [name, shape] of Object.entries(shapes)) {
    const size = 4 * shape.reduce((a, b) => a * b, 1);
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + size] };
    at += size;
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, Buffer.alloc(at)]);
}

function tokenizer() {
  const vocab = { 'Ġ': 0x20, 'Ċ': 0x0a };
  for (let byte = 0x21; byte < 0x7f; ++byte) vocab[String.fromCharCode(byte)] = byte;
  const added = ['<|im_start|>', '<|im_end|>'].map((content, i) => ({ id: 128 + i, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true }));
  return {
    version: '1.0', added_tokens: added, normalizer: null, post_processor: null, decoder: { type: 'ByteLevel' },
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: false },
    model: { type: 'BPE', vocab, merges: [] },
  };
}

function tar(files) {
  const blocks = [];
  for (const [name, bytes] of Object.entries(files)) {
    const header = Buffer.alloc(512);
    const put = (at, text) => header.write(text, at, 'latin1');
    put(0, name);
    put(100, '0000644\0');
    put(108, '0000000\0');
    put(116, '0000000\0');
    put(124, `${bytes.length.toString(8).padStart(11, '0')}\0`);
    put(136, '00000000000\0');
    put(148, '        ');
    put(156, '0');
    put(257, 'ustar\0');
    put(263, '00');
    const sum = header.reduce((a, b) => a + b, 0);
    put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
    blocks.push(header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export async function upload(client, workspace, name, bytes) {
  const path = `/api/v1/workspaces/${workspace}/uploads`;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { body } = await client.expect(201, 'POST', path, { body: { name, size: bytes.length, sha256 } });
  await client.expect(204, 'PATCH', `${path}/${body.id}`, { raw: bytes, headers: { 'upload-offset': '0' } });
  return body.id;
}

export const rows = Buffer.from('{"instruction":"a","output":"b"}\n{"instruction":"c","output":"d"}\n');

// Id of a new model with a version that is ready.
export async function tinyModel(client, workspace, name) {
  const files = { 'config.json': Buffer.from(JSON.stringify(config)), 'tokenizer.json': Buffer.from(JSON.stringify(tokenizer())), 'model.safetensors': weights() };
  const archive = await upload(client, workspace, 'tiny.tar', tar(files));
  const models = `/api/v1/workspaces/${workspace}/models`;
  const { body: model } = await client.expect(201, 'POST', models, { body: { name } });
  const { body: made } = await client.expect(201, 'POST', `${models}/${model.id}/versions`, { body: { source: { upload: archive } } });
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; await pause(50)) {
    const { body: version } = await client.expect(200, 'GET', `${models}/${model.id}/versions/${made.id}`);
    if (version.state === 'ready') return model.id;
    assert.notEqual(version.state, 'import_failed', version.state_message);
  }
  assert.fail('the tiny model was not imported');
}
