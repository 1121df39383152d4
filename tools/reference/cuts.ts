/**
 * Examples that cannot run alone, for want of a framework or a database: they are cut from programs that do run.
 */
import { globSync, readFileSync } from 'node:fs'

let programs: Map<string, Set<string>> | undefined

/** The program under examples/, or the test of a framework, that has every line of `code`. */
export function cutFrom(code: string): string | undefined {
  programs ??= new Map(
    globSync(['examples/*/*.ts', 'test/frameworks/*/*.test.ts'])
      .toSorted()
      .map((file) => [file, linesOf(readFileSync(file, 'utf8'))]),
  )
  const lines = [...linesOf(code)]
  return [...programs].find(([, program]) => lines.every((line) => program.has(line)))?.[0]
}

function linesOf(text: string): Set<string> {
  const lines = text.split('\n').map((line) => line.trim())
  return new Set(lines.filter((line) => line !== ''))
}
