/**
 * The type tests of a folder: its programs compile, and each `@ts-expect-error` in them stands before an error.
 */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const compiler = resolve(import.meta.dirname, '../../node_modules/.bin/tsc')

/** Tests that the folder compiles by its tsconfig.json. */
export function testTypes(folder: string): void {
  test('compiles what is right, and nothing of what is marked as wrong', { timeout: 300_000 }, () => {
    const { stdout, stderr, status } = spawnSync(compiler, ['-p', folder], { encoding: 'utf8' })
    expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 })
  })
}
