/**
 * Whether what a document cuts from a file is in that file.
 */
import { existsSync, readFileSync } from 'node:fs'
import type { Quotation } from './blocks.ts'

/** Says what is wrong with a quotation. Its lines have to stand in the file as they are, one after the other; they may be indented. */
export function problemOf({ file, code }: Quotation): string | undefined {
  if (!/^(examples|test)\//.test(file)) return `${file} is nothing that CI runs: cut from examples/ or test/`
  if (code.trim() === '') return 'cuts nothing'
  if (!existsSync(file)) return `there is no ${file}`
  return flat(readFileSync(file, 'utf8')).includes(flat(code)) ? undefined : `is not in ${file} as it is`
}

function flat(text: string): string {
  const lines = text.trim().split('\n')
  return `\n${lines.map((line) => line.trim()).join('\n')}\n`
}
