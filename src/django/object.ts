/**
 * From a value to the text that is signed, and back: a serializer, then the body.
 *
 * Law: what cannot be read is a refusal, whatever a serializer throws.
 */
import { LatchkeyError } from '../index.ts'
import { fromBody, longestText, toBody } from './body.ts'
import { formatJson, parseJson } from './json.ts'
import { refusal } from './ring.ts'
import type { NotSigned } from './ring.ts'
import type { Inflate } from './zlib.ts'

/** From a value to text of latin-1 and back; `loads` throws for a text that is none. Django's `serializer`; JSON unless it is given. */
export interface Serializer {
  dumps(value: unknown): string
  loads(text: string): unknown
}
/** How a value is written. */
export interface SignObjectOptions {
  /** Whether the body is compressed where that makes it shorter. */
  readonly compress?: boolean
  readonly serializer?: Serializer
}
/** How it is read. */
export interface UnsignObjectOptions {
  readonly serializer?: Serializer
}
/** What was signed. */
export interface Signed<Value> {
  readonly ok: true
  readonly value: Value
}

/** The body of a value. */
export function writeObject(value: unknown, compress: unknown = false, serializer?: unknown): string {
  if (typeof compress !== 'boolean') throw invalid('compress is true or false')
  const text: unknown = readSerializer(serializer)?.dumps(value) ?? formatJson(value)
  if (typeof text !== 'string') throw invalid('the dumps of a serializer gives text')
  return toBody(text, compress)
}

/** The value of what `open` finds to be signed. */
export function readObject<Text extends Signed<string>>(
  signed: unknown,
  open: (signed: unknown) => Text | NotSigned,
  inflate: Inflate | undefined,
  serializer?: unknown,
): (Omit<Text, 'value'> & Signed<unknown>) | NotSigned {
  const own = readSerializer(serializer)
  if (typeof signed === 'string' && signed.length > longestText)
    return refusal('malformed', 'the text is longer than any signed object')
  const opened = open(signed)
  if (!opened.ok) return opened
  const text = fromBody(opened.value, inflate)
  if (typeof text !== 'string') return text
  if (own === undefined) {
    const { value, problem } = parseJson(text)
    return problem === undefined ? Object.freeze({ ...opened, value }) : refusal('malformed', problem)
  }
  try {
    return Object.freeze({ ...opened, value: own.loads(text) })
  } catch {
    return refusal('malformed', 'the serializer cannot read the text')
  }
}

function readSerializer(serializer: unknown): Serializer | undefined {
  if (serializer === undefined) return undefined
  const { dumps, loads } = Object(serializer) as Partial<Serializer>
  if (typeof dumps !== 'function' || typeof loads !== 'function')
    throw invalid('a serializer is an object with the functions dumps and loads')
  return serializer as Serializer
}

/** Reads an option `inflate`. */
export function readInflate(inflate: unknown): Inflate | undefined {
  if (inflate !== undefined && typeof inflate !== 'function')
    throw invalid('inflate is a function of bytes and a limit')
  return inflate as Inflate | undefined
}

function invalid(message: string): LatchkeyError {
  return new LatchkeyError('INVALID_OPTION', message)
}
