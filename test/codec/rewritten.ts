/**
 * A body read and written again, and the structure of it in words that an independent reader has, too.
 */
import { bodyStart, readBody, tagLength, writeBlock, writeRoot } from '../../src/codec/body.ts'
import type { Body } from '../../src/codec/body.ts'
import type { Resource } from '../../src/codec/grants.ts'
import { listIds } from '../../src/grant.ts'
import { toHex } from '../../tools/vectors/bytes.ts'
import type { Bytes } from '../../tools/vectors/bytes.ts'
import type { Parsed } from '../../tools/vectors/read.ts'
import { id as shortId } from '../../tools/vectors/scope.ts'
import type { Raw } from '../../tools/vectors/read-lock.ts'
import type { ShortId } from '../../tools/vectors/scope.ts'

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
    writeRoot({ ...body, lifetime: root.lifetime, grants: root.grants ?? [] }).bytes.subarray(
      bodyStart,
      -tagLength,
    ),
    ...blocks.map((block) => writeBlock(block).bytes),
    body.bytes.subarray(body.tagAt),
  ]
  return Uint8Array.from(Buffer.concat(parts))
}

/** A grant or a subject as the independent reader has it. */
function raw({ number, form, app, model, ids }: Resource): Omit<Raw, 'permissions' | 'bits'> {
  return {
    number,
    form,
    ...(app === undefined ? {} : { app }),
    ...(model === undefined ? {} : { model }),
    ids: ids === undefined ? [] : listIds(ids).map((id) => shortId(id as ShortId)),
  }
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
          : { ...raw(subject), permissions: [], bits: null },
    nonce: body.nonce === undefined ? null : toHex(body.nonce),
    uses: body.uses ?? null,
    bound: body.bound,
    sealed: body.sealed,
    sections: sections.map(({ grants }) =>
      grants === undefined
        ? null
        : grants.map((grant) => ({
            ...raw(grant),
            permissions: [...grant.permissions],
            bits: grant.bits === undefined ? null : [...grant.bits],
          })),
    ),
    ends: sections.map(({ end }) => end - bodyStart),
  }
}
