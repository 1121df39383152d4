/**
 * The values that a token is bound to, as bytes of its tag's message (SPEC §6): they are mixed in and not sent.
 */
import { LatchkeyError } from '../errors.ts'
import { integerId } from '../id.ts'
import { joinFrames } from './frame.ts'

/** What a token can be bound to (SPEC §6.3). A `Date` is bound as `date.getTime()`. */
export type BindValue = string | number | bigint | boolean | Uint8Array

const encoder = /* @__PURE__ */ new TextEncoder()
/** What a token that is bound to nothing is bound to. */
export const unbound: Uint8Array = /* @__PURE__ */ new Uint8Array(0)

/**
 * @throws {@link LatchkeyError} `INVALID_OPTION` unless `values` is a list of one or more {@link BindValue}s.
 */
export function encodeBound(values: unknown): Uint8Array {
  if (!Array.isArray(values) || values.length === 0) throw invalid('bind is a list of at least one value')
  const encoded: Uint8Array[] = []
  for (let index = 0; index < values.length; index++) encoded.push(encodeValue(values[index]))
  return joinFrames(encoded)
}

function encodeValue(value: unknown): Uint8Array {
  if (typeof value === 'string' && value.isWellFormed()) return typed(1, encoder.encode(value))
  if (typeof value === 'bigint' || (typeof value === 'number' && integerId(value) !== undefined))
    return typed(2, encoder.encode(String(value)))
  if (typeof value === 'boolean') return typed(3, Uint8Array.of(value ? 1 : 0))
  if (value instanceof Uint8Array) return typed(4, value)
  throw invalid(
    'a value of bind is a text, an exact integer, a boolean or bytes; bind a date as date.getTime()',
  )
}

function typed(type: number, bytes: Uint8Array): Uint8Array {
  const value = new Uint8Array(1 + bytes.length)
  value[0] = type
  value.set(bytes, 1)
  return value
}

function invalid(message: string): LatchkeyError {
  return new LatchkeyError('INVALID_OPTION', message)
}
