// Reading with a lock, for the maker's own proof: from the JSON of a vector to the names of what a token
// numbers. It shares no code with what writes locks and numbers.

import { createHash } from 'node:crypto'
import { Refused } from './cursor.ts'
import type { ReadId } from './cursor.ts'
import type { LockJson } from './lock.ts'
import type { Scope } from './scope.ts'

/** A resource as it stands in the body, with its permissions; `bits` where they are a mask. */
export type Raw = {
  number: number
  form: number
  app?: string
  model?: string
  ids: ReadId[]
  permissions: string[]
  bits: number[] | null
}

type Held = { name: string; tagged: string; live: boolean }
type Entry = { path: string[]; tagged: string[]; live: boolean; bits: Held[] }
/** By number; the first place is empty. */
export type Table = (Entry | undefined)[]

function pathOf(text: string): string[] {
  return text === '*' ? [] : text.split('.').map((name) => decodeURIComponent(name))
}

function bitOf(text: string): Held {
  const live = text[0] !== '!'
  const [name = '', was = name] = text.slice(live ? 0 : 1).split('<')
  return { name: decodeURIComponent(name), tagged: decodeURIComponent(was), live }
}

export function tableOf(lock: LockJson | null | undefined): Table {
  const table: Table = [undefined]
  for (const { number, path, was, permissions, retired } of lock?.nodes ?? []) {
    if (number !== table.length) throw new Error('the numbers of a lock have a gap')
    const bits = permissions.map(bitOf)
    table.push({ path: pathOf(path), tagged: pathOf(was ?? path), live: retired !== true, bits })
  }
  return table
}

function frame(text: string): Buffer {
  const bytes = Buffer.from(text, 'utf8')
  const length = Buffer.alloc(2)
  length.writeUInt16BE(bytes.length)
  return Buffer.concat([length, bytes])
}

function fingerprint([app = '', model = '']: string[], permission: string, bit: number): number {
  const hash = createHash('sha256').update('latchkey/1/name')
  hash.update(frame(app)).update(frame(model)).update(frame(permission)).update(Buffer.of(bit))
  return hash.digest().readUInt32BE()
}

/** Four bytes for each number, in the order in which they stand. */
export function namesOf(table: Table, found: Raw[]): Uint8Array {
  const names: Buffer[] = []
  for (const { number, form, bits } of found) {
    if (number === 0) continue
    const entry = table[number]
    if (entry === undefined) throw new Refused('forged', `number ${number} is not in the lock`)
    const level = form < 2 ? form : 2
    if (entry.path.length !== level) throw new Refused('forged', `number ${number} is of another level`)
    let mixed = BigInt(fingerprint(entry.tagged, '', 0))
    for (const bit of bits ?? []) {
      const held = entry.bits[bit]
      if (held === undefined) throw new Refused('forged', `number ${number} has no bit ${bit}`)
      mixed ^= BigInt(fingerprint(entry.tagged, held.tagged, bit))
    }
    const four = Buffer.alloc(4)
    four.writeUInt32BE(Number(mixed))
    names.push(four)
  }
  return Buffer.concat(names)
}

/** The path of what is read, by name; `live` is false where its number is retired. */
export function named(table: Table, { number, app, model }: Raw): { path: string[]; live: boolean } {
  const entry = table[number]
  if (number === 0 || entry === undefined) {
    return { path: [app, model].filter((name) => name !== undefined), live: true }
  }
  return { path: entry.path, live: entry.live }
}

/** What these grants grant: nothing by a retired number, and no permission by a retired bit. */
export function scopeOf(table: Table, grants: Raw[]): Scope {
  return grants.flatMap((grant) => {
    const { path, live } = named(table, grant)
    const [app, model] = path
    const held = (grant.bits ?? []).map((bit) => table[grant.number]?.bits[bit])
    const byMask = held.flatMap((bit) => (bit?.live === true ? [bit.name] : []))
    const permissions = live ? [...grant.permissions, ...byMask] : []
    const item = {
      ...(app === undefined ? {} : { app }),
      ...(model === undefined ? {} : { model }),
      permissions,
    }
    return grant.form < 3 ? [item] : grant.ids.map((id) => ({ ...item, id }))
  })
}
