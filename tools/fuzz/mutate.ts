/**
 * How one input becomes another: bits and bytes changed, stretches moved, words put in, two inputs joined, lengths kept true.
 */
import type { Dice } from '../../test/codec/random-bodies.ts'

/** Bytes where formats have their limits. */
const edges = [0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 126, 127, 128, 129, 192, 254, 255]

/** What a change is made with. */
export interface Material {
  readonly dice: Dice
  /** Inputs that stretches are taken from. */
  readonly corpus: readonly Uint8Array[]
  /** Words of the format. */
  readonly words: readonly Uint8Array[]
  readonly longest: number
}

/** Another input: one to eight changes, most often few. */
export function mutate(input: Uint8Array, material: Material): Uint8Array {
  const { dice, longest } = material
  let bytes = input
  for (let changes = 1 << dice.below(4); changes > 0; changes--) bytes = changeOnce(bytes, material)
  return bytes.length > longest ? bytes.slice(0, longest) : bytes
}

function changeOnce(bytes: Uint8Array, { dice, corpus, words }: Material): Uint8Array {
  const { length } = bytes
  const at = dice.below(length + 1)
  const other = (): Uint8Array => corpus[dice.below(corpus.length)] ?? bytes
  const stretch = (of: Uint8Array): Uint8Array => {
    const start = dice.below(of.length + 1)
    return of.subarray(start, start + 1 + dice.below(dice.below(4) === 0 ? of.length : 16))
  }
  switch (dice.below(12)) {
    case 0:
      return changed(bytes, at, (byte) => byte ^ (1 << dice.below(8)))
    case 1:
      return changed(bytes, at, () => edges[dice.below(edges.length)]!)
    case 2:
      return changed(bytes, at, (byte) => byte + dice.below(9) - 4)
    case 3:
      return changed(bytes, at, () => dice.below(256))
    case 4:
      return spliced(bytes, at, 1 + dice.below(dice.below(2) === 0 ? 2 : 16), [])
    case 5:
      return spliced(bytes, at, 0, [dice.below(256)])
    case 6:
      return spliced(bytes, at, 0, stretch(bytes))
    case 7:
      return spliced(bytes, at, dice.below(16), stretch(other()))
    case 8:
      return spliced(bytes, at, dice.below(2) * dice.below(16), words[dice.below(words.length)] ?? [])
    case 9: {
      // The beginning of one and the end of another.
      const second = other()
      return spliced(bytes, at, length, second.subarray(dice.below(second.length + 1)))
    }
    case 10: {
      // A stretch that is put in, and a byte before it that grows with it, as a length or a count does.
      const added = stretch(dice.below(2) === 0 ? bytes : other())
      const grown = changed(bytes, at - 1 - dice.below(8), (byte) => byte + added.length)
      return spliced(grown, at, 0, added)
    }
    default: {
      const count = 1 + dice.below(8)
      const shrunk = changed(bytes, at - 1 - dice.below(8), (byte) => byte - count)
      return spliced(shrunk, at, count, [])
    }
  }
}

function changed(bytes: Uint8Array, at: number, change: (byte: number) => number): Uint8Array {
  const copy = bytes.slice()
  if (at >= 0 && at < copy.length) copy[at] = change(copy[at]!)
  return copy
}

/** A copy with `added` in place of `count` bytes. */
export function spliced(bytes: Uint8Array, at: number, count: number, added: ArrayLike<number>): Uint8Array {
  const end = Math.min(at + count, bytes.length)
  const copy = new Uint8Array(at + added.length + bytes.length - end)
  copy.set(bytes.subarray(0, at))
  copy.set(added, at)
  copy.set(bytes.subarray(end), at + added.length)
  return copy
}
