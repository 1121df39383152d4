/**
 * How long checking and making one token takes, in latchkey and in its peers.
 */
import { timeDjango } from '../django.ts'
import { djangoPeer } from '../django-tokens.ts'
import { bare, floor } from '../floor.ts'
import { change, forgedTokens, locked, makeChecks, names, peer } from '../latchkey.ts'
import { race, ratioOf, timeOf } from '../measure.ts'
import type { Contender, Race } from '../measure.ts'
import { growthOf } from '../memory.ts'
import { atMost } from '../part.ts'
import type { Effort, Goal, Plot, Section, Table } from '../part.ts'
import { prove } from '../peer.ts'
import { makePeers } from '../peers.ts'
import { figure, figures } from '../report.ts'

const refusals = 1_000_000
/** fast-jwt as it is where it looks up tokens that it has seen. */
const cached = 'fast-jwt, cache on'

/** Characters of tokens, by the name of the contender. */
type Lengths = ReadonlyMap<string, number>
type Original = Awaited<ReturnType<typeof timeDjango>>

export async function measure({ quick }: Effort): Promise<Section> {
  const lengths = new Map<string, number>()
  const makers: Contender[] = []
  const checkers: Contender[] = []
  for (const one of [peer(true), peer(false), djangoPeer, ...(await makePeers())]) {
    const token = await prove(one)
    lengths.set(one.name, token.length)
    checkers.push({ name: one.name, run: () => one.check(token) })
    const { make } = one
    const isText = typeof make() === 'string'
    const run = isText ? () => isRead(make() as string) : async () => isRead(await make())
    // A cache of verified tokens changes nothing for making them.
    if (!one.name.includes('cache')) makers.push({ name: one.name, run })
  }
  const forged = forgedTokens()
  const [first, ...others] = checkers
  const rounds = quick ? 20 : 200
  const checks = await race([floor, bare, first!, ...makeChecks(forged), ...others], rounds)
  const makes = await race([floor, bare, ...makers], rounds)
  const original = await timeDjango(rounds)
  if (original !== undefined && !djangoPeer.check(original.token))
    throw new Error('a token of Django is refused')
  const refuse = (index: number): void => void locked.validate(forged[index % forged.length], change)
  const growth = growthOf(refuse, refusals) / refusals

  return {
    title: 'Check one token, and make one',
    text: [
      'A check verifies the signature and the expiry and decides whether post 12345 may be changed. First a check, then the making of a token.',
    ],
    tables: [
      timesTable(checks, original?.check, original, lengths),
      timesTable(makes, original?.make, original, lengths),
    ],
    plots: {
      check: bars('check', checks, original?.check, original),
      make: bars('make', makes, original?.make, original),
    },
    figures: {
      ...figuresOf('check', checks, original?.check),
      ...figuresOf('make', makes, original?.make),
      ...(original === undefined ? {} : { 'django-faster-than-python': figure(original.ratio) }),
      'check-length': lengths.get(names.locked)!,
      'refused-per-second': figure(1e6 / timeOf(checks, names.forged)),
    },
    goals: goalsOf(checks, makes, original, growth),
  }
}

/** A token is made to be read: an engine may put off joining its parts until then. */
function isRead(token: string): boolean {
  return token.charCodeAt(token.length - 1) > 0
}

function timesTable(times: Race, took: number | undefined, original: Original, lengths: Lengths): Table {
  const rows = Array.from(times.keys(), (name) => [
    name,
    figures(timeOf(times, name)),
    figures(ratioOf(times, name, floor.name)),
    String(lengths.get(name) ?? ''),
  ])
  rows.push(
    took === undefined || original === undefined
      ? ['the Python original: skipped, python3 has no django', '', '', '']
      : [
          `the Python original (${original.version})`,
          figures(took),
          figures(took / timeOf(times, floor.name)),
          String(original.characters),
        ],
  )
  return { columns: ['', 'µs', '× the floor', 'characters'], rows }
}

/** What is no other way to ask latchkey. */
function isContender(name: string): boolean {
  return !name.startsWith('…')
}

function bars(verb: 'check' | 'make', times: Race, took: number | undefined, original: Original): Plot {
  const rows = Array.from(times.keys())
    .filter(isContender)
    .map((name) => ({
      name:
        name === floor.name ? 'the floor: one HMAC-SHA256' : name === bare.name ? 'createHmac alone' : name,
      value: figure(timeOf(times, name)),
      own: name.startsWith('latchkey'),
    }))
  if (took !== undefined && original !== undefined)
    rows.push({ name: original.version, value: figure(took), own: false })
  const ratio = figures(ratioOf(times, names.locked, floor.name))
  return {
    kind: 'bars',
    title: `To ${verb} a token takes ${figures(timeOf(times, names.locked))} µs: ${ratio} × an HMAC`,
    label: `processor time to ${verb} one token, µs`,
    logarithmic: true,
    rows: rows.toSorted((one, other) => one.value - other.value),
  }
}

function figuresOf(verb: string, times: Race, took: number | undefined): Section['figures'] {
  const own = timeOf(times, names.locked)
  const found: Record<string, number> = {
    [`${verb}-microseconds`]: figure(own),
    [`${verb}-over-floor`]: figure(ratioOf(times, names.locked, floor.name)),
  }
  for (const name of [bare.name, 'fast-jwt', 'jsonwebtoken', 'macaroon v2', 'jose', 'paseto-ts v4.local']) {
    const word = name === bare.name ? 'create-hmac' : name.split(' ')[0]
    found[`${verb}-faster-than-${word}`] = figure(ratioOf(times, name, names.locked))
  }
  if (times.has(cached)) found[`${verb}-faster-than-cache`] = figure(ratioOf(times, cached, names.locked))
  found[`${verb}-faster-than-biscuit`] = figure(ratioOf(times, 'Biscuit, WebAssembly', names.locked))
  if (took !== undefined) found[`${verb}-faster-than-python`] = figure(took / own)
  return found
}

function goalsOf(checks: Race, makes: Race, original: Original, growth: number): readonly Goal[] {
  const perSecond = 1e6 / timeOf(checks, names.forged)
  const faster = (than: string, least: number): Goal =>
    atLeast(than, least, ratioOf(checks, than, names.locked), ratioOf(checks, than, floor.name))
  return [
    atMost('check, over the floor', 1.5, ratioOf(checks, names.locked, floor.name)),
    faster('fast-jwt', 5),
    faster(cached, 2),
    faster(bare.name, 2),
    faster('jose', 40),
    atLeast(
      'the Python original',
      10,
      original && original.check / timeOf(checks, names.locked),
      original && original.check / timeOf(checks, floor.name),
    ),
    atLeast('Django, of its own tokens, each alone', 4, original?.ratio),
    atMost('make, over the floor', 2, ratioOf(makes, names.locked, floor.name)),
    {
      goal: 'forged tokens refused: at least 400,000 a second',
      measured: `${Math.round(perSecond / 1000)},000 a second`,
      reached: perSecond >= 400_000,
    },
    {
      goal: 'forged tokens refused: the heap does not grow',
      measured: `${Math.max(growth, 0).toFixed(3)} bytes a refusal`,
      reached: growth < 0.1,
    },
  ]
}

/** @param limit What it would be if a check were its HMAC alone: no check that has one can be beyond. */
function atLeast(than: string, least: number, ratio: number | undefined, limit?: number): Goal {
  const goal = `check, faster than ${than}: at least ${least} ×`
  if (ratio === undefined) return { goal, measured: 'not there', reached: null }
  const beyond = limit === undefined ? '' : ` (its HMAC alone: ${limit.toFixed(2)} ×)`
  return { goal, measured: `${ratio.toFixed(2)} ×${beyond}`, reached: ratio >= least }
}
