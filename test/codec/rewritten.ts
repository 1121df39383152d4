/**
 * A body read and written again, and the structure of it in words that an independent reader has, too.
 */
import { bodyStart, readBody, tagLength, writeBlock, writeRoot } from '../../src/codec/body.ts'
import type { Body, Section } from '../../src/codec/body.ts'
import { listIds, onlyId } from '../../src/grant.ts'
import { toHex } from '../../tools/vectors/bytes.ts'
import type { Bytes } from '../../tools/vectors/bytes.ts'
import type { Parsed } from '../../tools/vectors/read.ts'
import { id as shortId } from '../../tools/vectors/scope.ts'
import type { Item, Scope, ShortId } from '../../tools/vectors/scope.ts'

/** What the reader of src makes of a body: its structure, or the reason why there is none. */
export function structureOf(bytes: Bytes): Body | string {
  const spared = new Uint8Array(bodyStart + bytes.length)
  spared.set(bytes, bodyStart)
  const body = readBody(spared)
  return body.reason === undefined ? body : body.reason
}

/** The same body, every part of it written anew from what was read. */
export function rewritten(body: Body): Bytes {
  const { root, blocks } = body
  const parts = [
    writeRoot({ ...body, lifetime: root.lifetime, grants: root.grants ?? [] }).subarray(
      bodyStart,
      -tagLength,
    ),
    ...blocks.map((block) => writeBlock(block)),
    body.bytes.subarray(body.tagAt),
  ]
  return Uint8Array.from(Buffer.concat(parts))
}

function scopeOf({ grants = [] }: Section): Scope {
  return grants.flatMap(({ app, model, ids, permissions }): Item[] => {
    const path = {
      ...(app === undefined ? {} : { app }),
      ...(model === undefined ? {} : { model }),
      permissions: [...permissions],
    }
    if (ids === undefined) return [path]
    return Array.from(listIds(ids), (id) => ({ ...path, id: shortId(id as ShortId) }))
  })
}

/** What both readers can say of a body. */
export type Said = Omit<Parsed, 'body' | 'subject'> & { readonly subject: unknown }

/** What the reader of src says. */
export function said(body: Body): Said {
  const sections = [body.root, ...body.blocks]
  const lifetimes = sections.flatMap(({ lifetime }) => lifetime ?? [])
  const { subject } = body
  return {
    kid: body.kid,
    issuedAt: 1_704_067_200 + body.issued,
    lifetime: lifetimes.length === 0 ? null : Math.min(...lifetimes),
    subject:
      subject === undefined
        ? null
        : typeof subject === 'string'
          ? { text: subject }
          : {
              app: subject.app ?? '',
              model: subject.model ?? '',
              id: shortId(onlyId(subject.ids!) as ShortId),
            },
    nonce: body.nonce === undefined ? null : toHex(body.nonce),
    uses: body.uses ?? null,
    bound: body.bound,
    sealed: body.sealed,
    numbered:
      (typeof subject === 'object' && subject.number !== 0) ||
      sections.some(({ grants }) => grants?.some(({ number }) => number !== 0)),
    links: sections.filter(({ grants }) => grants !== undefined).map(scopeOf),
    ends: sections.map(({ end }) => end - bodyStart),
  }
}
