// The smallest pieces of the token format: bytes, varints, framed and length-prefixed text, base64url.
// Nothing here checks a limit: the makers of wrong vectors need to write what no reader may accept.

export type Bytes = Uint8Array

/** A number to be written as a minimal varint, or bytes to be written as they are. */
export type Raw = number | bigint | Bytes

export function hex(digits: string): Bytes {
  return Uint8Array.from(Buffer.from(digits, 'hex'))
}

export function toHex(bytes: Bytes): string {
  return Buffer.from(bytes).toString('hex')
}

export function utf8(content: string): Bytes {
  return Uint8Array.from(Buffer.from(content, 'utf8'))
}

export function byte(...values: number[]): Bytes {
  return Uint8Array.from(values)
}

export function join(...parts: Bytes[]): Bytes {
  return Uint8Array.from(Buffer.concat(parts))
}

/** Unsigned byte order; of two where one begins the other, the shorter comes first. */
export function compareBytes(a: Bytes, b: Bytes): number {
  return Buffer.compare(a, b)
}

export function compareText(a: string, b: string): number {
  return compareBytes(utf8(a), utf8(b))
}

/** Unsigned LEB128, minimal. */
export function varint(value: number | bigint): Bytes {
  const groups: number[] = []
  let rest = BigInt(value)
  do {
    const low = Number(rest & 127n)
    rest >>= 7n
    groups.push(rest > 0n ? low | 128 : low)
  } while (rest > 0n)
  return Uint8Array.from(groups)
}

/** The same value with one needless group of zeros at its end. */
export function paddedVarint(value: number | bigint): Bytes {
  const bytes = varint(value)
  return join(bytes.subarray(0, -1), byte((bytes.at(-1) ?? 0) | 128, 0))
}

/** What a reader that wraps at 64 bits takes for `value`. */
export function wrappedVarint(value: number | bigint): Bytes {
  return varint(BigInt(value) + 2n ** 64n)
}

export function raw(value: Raw): Bytes {
  return value instanceof Uint8Array ? value : varint(value)
}

/** A text of the format: varint length, then its bytes. */
export function text(content: string | Bytes, length?: Raw): Bytes {
  const bytes = typeof content === 'string' ? utf8(content) : content
  return join(raw(length ?? bytes.length), bytes)
}

/** Two bytes of length, big-endian, then the bytes. */
export function frame(content: string | Bytes): Bytes {
  const bytes = typeof content === 'string' ? utf8(content) : content
  if (bytes.length > 65_535) throw new Error('too long for a frame')
  return join(byte(bytes.length >> 8, bytes.length & 255), bytes)
}

export function u32(value: number): Bytes {
  return byte(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255)
}

export function encode(body: Bytes): string {
  return Buffer.from(body).toString('base64url')
}

/** Only for tokens made here: this decoder is lenient. */
export function decode(token: string): Bytes {
  return Uint8Array.from(Buffer.from(token, 'base64url'))
}

/** A copy with the bits of `mask` turned over in the byte at `at` (from the end if negative). */
export function flip(bytes: Bytes, at: number, mask = 1): Bytes {
  const copy = Uint8Array.from(bytes)
  const index = at < 0 ? copy.length + at : at
  copy[index] = (copy[index] ?? 0) ^ mask
  return copy
}

/** 0 up to and without `length`. */
export function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index)
}
