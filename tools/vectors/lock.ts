// Locks as the makers of vectors say them, how they are written down, and where a path or a permission has
// its place in one. Numbers are places in the list, counted from 1; bits are places in a node.

import type { Bytes } from './bytes.ts'
import { utf8 } from './bytes.ts'
import { names } from './keys.ts'

/** No name, an app, or an app and a model. */
export type Path = readonly string[]
export type Bit = { name: string; was?: string; retired?: boolean }
export type Node = { path: Path; was?: Path; retired?: boolean; bits: readonly Bit[] }
export type Lock = readonly Node[]

/** As it stands in a file. */
export type LockJson = {
  format: string
  nodes: { number: number; path: string; was?: string; permissions: string[]; retired?: boolean }[]
}

/** A live node; a bit that is no more than a name is written as that. */
export function node(path: Path, ...bits: (string | Bit)[]): Node {
  return { path, bits: bits.map((bit) => (typeof bit === 'string' ? { name: bit } : bit)) }
}

export function gone(name: string): Bit {
  return { name, retired: true }
}

export function renamed(was: string, name: string): Bit {
  return { name, was }
}

export function retired(one: Node): Node {
  return { ...one, retired: true }
}

export function moved(one: Node, path: Path): Node {
  return { ...one, path, was: one.was ?? one.path }
}

/** A copy with another node at `number`. */
export function put(lock: Lock, number: number, one: Node): Lock {
  return lock.map((before, index) => (index + 1 === number ? one : before))
}

/** So many nodes, the last ones filled up with models that no token is about. */
export function filled(lock: Lock, count: number): Lock {
  const more = Array.from({ length: count - lock.length }, (_, n) => node(['f', n.toString(36)]))
  return [...lock, ...more]
}

// ---------------------------------------------------------------- written

const PLAIN_IN_NAME = /^[A-Za-z0-9_~-]$/
const PLAIN_IN_PERMISSION = /^[A-Za-z0-9_~.:@/-]$/

function notation(name: string, plain: RegExp): string {
  const written = (char: string): string => {
    if (plain.test(char)) return char
    return Array.from(utf8(char), (n) => `%${n.toString(16).toUpperCase().padStart(2, '0')}`).join('')
  }
  return Array.from(name, written).join('')
}

function pathText(path: Path): string {
  return path.length === 0 ? '*' : path.map((name) => notation(name, PLAIN_IN_NAME)).join('.')
}

function bitText({ name, was, retired: isGone = false }: Bit): string {
  const before = was === undefined ? '' : `<${notation(was, PLAIN_IN_PERMISSION)}`
  return `${isGone ? '!' : ''}${notation(name, PLAIN_IN_PERMISSION)}${before}`
}

export function lockJson(lock: Lock): LockJson {
  const nodes = lock.map(({ path, was, bits, retired: isGone = false }, index) => ({
    number: index + 1,
    path: pathText(path),
    ...(was === undefined ? {} : { was: pathText(was) }),
    permissions: bits.map(bitText),
    ...(isGone ? { retired: true } : {}),
  }))
  return { format: 'latchkey-lock/1', nodes }
}

// ---------------------------------------------------------------- looked up

/** The number and the node that a path is written with, if it has one. */
export function liveNode(lock: Lock | null, path: Path): { number: number; node: Node } | undefined {
  for (const [index, one] of (lock ?? []).entries()) {
    const alike = JSON.stringify(one.path) === JSON.stringify(path)
    if (alike && one.retired !== true) return { number: index + 1, node: one }
  }
  return undefined
}

/** The bits of all these permissions, or nothing where one has none. */
export function liveBits({ bits }: Node, permissions: readonly string[]): number[] | undefined {
  const found = permissions.map((name) => bits.findIndex((bit) => bit.name === name && bit.retired !== true))
  return found.includes(-1) ? undefined : found.toSorted((a, b) => a - b)
}

/** The four bytes of names of a node, with these bits of a mask. */
export function printOf(one: Node | undefined, bits: readonly number[] = []): Bytes {
  if (one === undefined) throw new Error('the lock has no such node')
  const [app = '', model = ''] = one.was ?? one.path
  const tagged = bits.map((bit): [number, string] => {
    const held = one.bits[bit]
    if (held === undefined) throw new Error(`the node has no bit ${bit}`)
    return [bit, held.was ?? held.name]
  })
  return names(app, model, Object.fromEntries(tagged))
}

/** The same by number. */
export function printAt(lock: Lock, number: number, ...bits: number[]): Bytes {
  return printOf(lock[number - 1], bits)
}
