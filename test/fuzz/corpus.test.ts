/**
 * Every input that fuzzing kept, and every one that ever broke a law, again: `tools/fuzz` looks for more.
 */
import { describe, expect, test } from 'vitest'
import { faults } from '../../tools/fuzz/faults.ts'
import { names, readInputs } from '../../tools/fuzz/stored.ts'
import type { Target } from '../../tools/fuzz/target.ts'

describe.each(names)('the target %s', async (name) => {
  const { target } = (await import(`../../tools/fuzz/targets/${name}.ts`)) as { target: Target }

  test('keeps its laws for its corpus, and for all that ever broke one', () => {
    const inputs = [...readInputs('corpus', name), ...readInputs('crashes', name)]
    const broken = inputs.flatMap((input) => {
      try {
        target.run(input)
        return []
      } catch (error) {
        return [`${Buffer.from(input).toString('base64url')}: ${String(error)}`]
      }
    })
    expect(broken).toEqual([])
    expect(readInputs('corpus', name).length).toBeGreaterThan(20)
  })

  test('has mistakes that it must find', () => {
    expect(faults[name]?.length).toBeGreaterThan(0)
  })
})
