/**
 * The notation of scopes read a second time, as SPEC §11 writes its grammar: with regular expressions and without any code of src.
 */
import type { PlainGrant, PlainId } from './scope-model.ts'

const beyond = String.raw`\u0080-\ud7ff\ue000-\u{10ffff}`
const escape = '%[0-9A-Fa-f]{2}'
const name = `(?:[A-Za-z0-9_~${beyond}-]|${escape})+`
const value = `(?:[A-Za-z0-9_~.:@/${beyond}-]|${escape})+`
const integer = '(?:0|-?[1-9][0-9]*)'
const tuple = String.raw`\(${value}(?:,${value}){1,15}\)`
const grantForm = new RegExp(
  `^(?:\\*?|(?<app>${name})(?:\\.(?<model>${name})(?::(?<id>${tuple}|${value}))?)?)#(?<list>(?:${value}(?:,${value})*)?)$`,
  'u',
)
const integerForm = new RegExp(`^${integer}$`, 'u')

/** The grants of a text; `undefined` for a text that is not in the notation. */
export function readNotation(text: string): PlainGrant[] | undefined {
  if (text === '') return []
  const grants = text.split(' ').map(readGrant)
  return grants.every((grant) => grant !== undefined) ? grants : undefined
}

function readGrant(text: string): PlainGrant | undefined {
  const found = grantForm.exec(text)?.groups
  if (found === undefined) return undefined
  const listed = found['list']!
  const permissions = listed === '' ? [] : listed.split(',').map(readText)
  const app = found['app'] === undefined ? null : readText(found['app'])
  const model = found['model'] === undefined ? null : readText(found['model'])
  const id = found['id'] === undefined ? null : readId(found['id'])
  if (app === undefined || model === undefined || id === undefined) return undefined
  if (!permissions.every((permission) => permission !== undefined)) return undefined
  if (app === null) return { permissions }
  if (model === null) return { app, permissions }
  return id === null ? { app, model, permissions } : { app, model, id, permissions }
}

function readId(text: string): PlainId | undefined {
  if (!text.startsWith('(')) return readSingle(text)
  const members = text.slice(1, -1).split(',').map(readSingle)
  return members.every((member) => member !== undefined) ? members : undefined
}

function readSingle(text: string): number | bigint | string | undefined {
  if (!integerForm.test(text)) return readText(text)
  const exact = BigInt(text)
  if (exact < -(2n ** 63n) || exact >= 2n ** 64n) return undefined
  return Number.isSafeInteger(Number(exact)) ? Number(exact) : exact
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Escapes as bytes, everything else as its UTF-8; 1 to 255 bytes, well-formed. */
function readText(text: string): string | undefined {
  const bytes = Buffer.concat(
    [...text.matchAll(/%[0-9A-Fa-f]{2}|[^%]/gu)].map(([part]) =>
      part.length === 3 && part.startsWith('%') ? Buffer.from(part.slice(1), 'hex') : Buffer.from(part),
    ),
  )
  if (bytes.length < 1 || bytes.length > 255) return undefined
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}
