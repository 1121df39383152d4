import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { documents, writeFigures } from '../../tools/docs/figures.ts'

const { figures } = JSON.parse(readFileSync('bench/results.json', 'utf8')) as {
  figures: Readonly<Record<string, number>>
}

describe('the figures of documents', () => {
  test.each(documents())('%s has them as npm run bench measured them last', (page) => {
    const text = readFileSync(page, 'utf8')
    expect(text).toBe(writeFigures(text, figures))
  })

  test('keep the decimals with which they are written', () => {
    const text = 'in 9.91<!-- bench:time --> µs, 1,000<!-- bench:count --> of 7<!-- bench:time -->'
    expect(writeFigures(text, { time: 1.849, count: 1_234_567 })).toBe(
      'in 1.85<!-- bench:time --> µs, 1,234,567<!-- bench:count --> of 2<!-- bench:time -->',
    )
  })

  test('have the name of a figure that is measured', () => {
    expect(() => writeFigures('1<!-- bench:nothing -->', { time: 1 })).toThrow('no figure nothing')
  })
})
