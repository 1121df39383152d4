/** Each vector by itself, as quick a test as there is of what the library does with bytes. */
import { globSync, readFileSync } from 'node:fs'
import * as library from '../../src/index.ts'
import { expect, test } from 'vitest'
import { conformance } from '../../test/runtimes/conformance.ts'

const paths = globSync('{valid,invalid,narrow}/**/*.json', { cwd: 'vectors' })

test.each(paths.toSorted().map((path) => [path]))('%s', (path) => {
  const vector: unknown = JSON.parse(readFileSync(`vectors/${path}`, 'utf8'))
  const { passed, failures } = conformance(library, { [path]: vector })
  expect(failures.filter((failure) => failure.startsWith(path))).toEqual([])
  expect(passed).toBeGreaterThan(0)
})
