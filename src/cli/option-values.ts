/**
 * From the text of an option to the value that the API takes: durations, dates, counts, values to bind.
 */
import type { BindValue, Duration } from '../index.ts'
import type { ListOption, TextOption } from './command.ts'
import { UsageError } from './explain.ts'

/** For the commands that limit how long a token lives. */
export const expiresAtOption: TextOption = {
  type: 'string',
  value: 'DATE',
  help: 'until when it lives: 2027-01-31 (0:00 UTC) or 2027-01-31T18:00Z',
}
/** For the commands that need to know what a token is bound to. */
export const bindOption: ListOption = {
  type: 'string',
  multiple: true,
  value: 'VALUE',
  help: 'a value it is bound to; repeatable, in order',
}
/** What the commands that have {@link bindOption} say about it. */
export const bindNote =
  'The VALUE of --bind is a text, or int:5, bool:true, hex:00ff; text:int:5 is the text int:5.'
/** For the commands that sign or check. */
export const saltOption: TextOption = {
  type: 'string',
  value: 'TEXT',
  help: 'the name space: a token made under one salt is refused under every other',
}

/** Reads a duration; whole seconds may be written without a unit. What is none is left to the core, which refuses it. */
export function readDuration(text: string): Duration {
  return /^(0|[1-9]\d{0,9})$/.test(text) ? Number(text) : (text as Duration)
}

/** A date, or a date and time with its zone. */
const isoDate = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/

/** Reads a date, which `option` was given. */
export function readDate(text: string, option = '--expires-at'): Date {
  const day = isoDate.exec(text)?.[1]
  const date = new Date(text)
  if (day === undefined || !isDay(day) || Number.isNaN(date.getTime())) {
    throw new UsageError(
      `${option} is no date: write 2027-01-31, or a time with its zone such as 2027-01-31T18:00Z or 2027-01-31T18:00+01:00`,
    )
  }
  return date
}

/** Date itself takes 2027-02-30 for the second of March. */
function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}

/** Reads `--uses`. */
export function readCount(text: string): number {
  if (!/^[1-9]\d{0,4}$/.test(text)) throw new UsageError('--uses is a whole number from 1 to 65535')
  return Number(text)
}

/** Reads one `--bind`: what has no type before it is a text. */
export function readBindValue(text: string): BindValue {
  const colon = text.indexOf(':')
  const value = text.slice(colon + 1)
  switch (colon < 0 ? undefined : text.slice(0, colon)) {
    case 'text':
      return value
    case 'int':
      if (!/^(0|-?[1-9]\d{0,99})$/.test(value))
        throw new UsageError('--bind int: takes a whole number: int:5')
      return BigInt(value)
    case 'bool':
      if (value !== 'true' && value !== 'false')
        throw new UsageError('--bind bool: is bool:true or bool:false')
      return value === 'true'
    case 'hex':
      if (!/^([0-9a-f]{2})*$/i.test(value))
        throw new UsageError('--bind hex: takes pairs of hexadecimal digits: hex:00ff')
      return Buffer.from(value, 'hex')
    default:
      return text
  }
}
