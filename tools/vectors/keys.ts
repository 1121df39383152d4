// Keys, tags, ids, fingerprints and bound values, from node:crypto alone.

import { createHash, createHmac, hkdfSync } from 'node:crypto'
import type { Bytes } from './bytes.ts'
import { byte, encode, frame, hex, join, toHex, utf8 } from './bytes.ts'

export type Bind = { text: string } | { int: string } | { bool: boolean } | { bytes: string }

/** What a tag depends on besides the bytes it covers. */
export type Key = { secret: Bytes; salt: string; bind: Bind[] | null }

/** Secret 0 is 00 01 … 1f; secret n is the SHA-256 of a sentence. */
export function secret(n: number): Bytes {
  if (n === 0) return Uint8Array.from({ length: 32 }, (_, index) => index)
  return sha256(utf8(`latchkey vector secret ${n}`))
}

/** The first of the numbered secrets that has this kid. */
export function secretWithKid(kid: number): Bytes {
  for (let n = 1; ; n++) if (kidOf(secret(n)) === kid) return secret(n)
}

export function sha256(bytes: Bytes): Bytes {
  return Uint8Array.from(createHash('sha256').update(bytes).digest())
}

export function hmac(key: Bytes, message: Bytes, hash = 'sha256'): Bytes {
  return Uint8Array.from(createHmac(hash, key).update(message).digest())
}

export function derive(from: Bytes, info: Bytes, length: number, salt: Bytes = utf8('latchkey/1')): Bytes {
  return new Uint8Array(hkdfSync('sha256', from, salt, info, length))
}

export function kidOf(from: Bytes): number {
  return derive(from, frame('kid'), 1)[0] ?? 0
}

export function macKey(from: Bytes, salt: string): Bytes {
  const kid = byte(kidOf(from))
  return derive(from, join(frame('mac'), frame('HMAC-SHA256-128'), frame(kid), frame(salt)), 32)
}

export function bound(bind: Bind[] | null): Bytes {
  return join(...(bind ?? []).map((one) => frame(boundValue(one))))
}

/** The type's byte and the value; what `bound` frames. */
export function boundValue(one: Bind): Bytes {
  if ('text' in one) return join(byte(1), utf8(one.text))
  if ('int' in one) return join(byte(2), utf8(one.int))
  if ('bool' in one) return byte(3, one.bool ? 1 : 0)
  return join(byte(4), hex(one.bytes))
}

export function rootTag(root: Bytes, key: Key, prints: Bytes = byte()): Bytes {
  const message = join(byte(0), root, prints, bound(key.bind))
  return hmac(macKey(key.secret, key.salt), message).subarray(0, 16)
}

/** `before` is the root and all earlier blocks. */
export function blockTag(previous: Bytes, before: Bytes, block: Bytes, prints: Bytes = byte()): Bytes {
  return hmac(previous, join(byte(1), sha256(before), block, prints)).subarray(0, 16)
}

export function linkId(covered: Bytes, tag: Bytes): string {
  return toHex(sha256(join(covered, byte(0), tag)).subarray(0, 16))
}

export type Signed = { token: string; ids: string[]; tag: Bytes; tags: Bytes[] }

/** A token over these very bytes, whatever they are. `prints[0]` are the names of the root, `prints[i]` those of block i. */
export function sign(root: Bytes, blocks: Bytes[], key: Key, prints: Bytes[] = []): Signed {
  let covered = root
  let tag = rootTag(root, key, prints[0])
  const ids = [linkId(covered, tag)]
  const tags = [tag]
  for (const [index, block] of blocks.entries()) {
    tag = blockTag(tag, covered, block, prints[index + 1])
    covered = join(covered, block)
    ids.push(linkId(covered, tag))
    tags.push(tag)
  }
  return { token: encode(join(covered, tag)), ids, tag, tags }
}

function fingerprint(app: string, model: string, permission: string, bit: number): Bytes {
  const text = join(utf8('latchkey/1/name'), frame(app), frame(model), frame(permission), byte(bit))
  return sha256(text).subarray(0, 4)
}

/** The four bytes of names of one numbered path, with the permissions of its mask by bit. */
export function names(app: string, model: string, permissions: Record<number, string> = {}): Bytes {
  const prints = Object.entries(permissions).map(([bit, name]) => fingerprint(app, model, name, Number(bit)))
  return [fingerprint(app, model, '', 0), ...prints].reduce((a, b) =>
    a.map((n, index) => n ^ (b[index] ?? 0)),
  )
}

/** What keygen prints for a secret. */
export function keyText(of: Bytes): string {
  const check = encode(sha256(join(utf8('latchkey/1/key'), of))).slice(0, 6)
  return `lksecret1_${encode(of)}${check}`
}
