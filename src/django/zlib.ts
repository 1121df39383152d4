/**
 * Compressed bodies (RFC 1950): the platform's zlib, since Python's output has to be read and a second dependency is none of ours.
 *
 * Law: what is inflated was signed, and ends at a limit: a text of a few bytes could fill the memory otherwise.
 */
import { LatchkeyError } from '../index.ts'

/** Inflates `bytes` to at most `limit` bytes, or throws: for a runtime that has no `node:zlib`. */
export type Inflate = (bytes: Uint8Array, limit: number) => Uint8Array

/** The part of `node:zlib` that is used. */
interface Zlib {
  inflateSync(bytes: Uint8Array, options: { readonly maxOutputLength: number }): Uint8Array
  deflateSync(bytes: Uint8Array): Uint8Array
}

/** The zlib of Node, Bun and Deno, without an import that would keep other runtimes from loading this. */
function platformZlib(): Zlib | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } }
  return process?.getBuiltinModule?.('node:zlib') as Zlib | undefined
}

/** The inflated bytes, or why there are none. */
export function inflateTo(bytes: Uint8Array, limit: number, own: Inflate | undefined): Uint8Array | string {
  const zlib = own === undefined ? platformZlib() : undefined
  if (own === undefined && zlib === undefined)
    return 'the body is compressed, and this runtime has no zlib: pass inflate'
  try {
    const inflated = own?.(bytes, limit) ?? zlib!.inflateSync(bytes, { maxOutputLength: limit })
    return inflated.length <= limit ? inflated : 'the body inflates beyond its limit'
  } catch {
    return 'the body does not inflate, or inflates beyond its limit'
  }
}

/**
 * The compressed bytes.
 *
 * @throws {@link LatchkeyError} `INVALID_OPTION` where the runtime has no zlib.
 */
export function deflate(bytes: Uint8Array): Uint8Array {
  const zlib = platformZlib()
  if (zlib === undefined)
    throw new LatchkeyError('INVALID_OPTION', 'compress needs node:zlib, which this runtime has not')
  return zlib.deflateSync(bytes)
}
