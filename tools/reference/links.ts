/**
 * The links of Markdown that lead to files of the repository: which of them lead nowhere.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { slugOf } from './page.ts'

/** The dead links of `file`; `text` stands for what is in it. */
export function deadLinks(file: string, text: string = readFileSync(file, 'utf8')): string[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link]) => {
    if (/^[a-z]+:/.test(link!)) return []
    const [path = '', anchor] = link!.split('#')
    const target = path === '' ? file : join(dirname(file), path)
    const isDead =
      !existsSync(target) ||
      (anchor !== undefined && (statSync(target).isDirectory() || !anchorsOf(target).has(anchor)))
    return isDead ? [`${file}: ${link} leads nowhere`] : []
  })
}

const known = new Map<string, Set<string>>()
/** The anchors of a page; headings that are alike are numbered. */
function anchorsOf(file: string): Set<string> {
  let anchors = known.get(file)
  if (anchors === undefined) {
    anchors = new Set()
    for (const [, heading] of withoutCode(readFileSync(file, 'utf8')).matchAll(/^#+ (.+)$/gm)) {
      const slug = slugOf(heading!)
      let anchor = slug
      for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`
      anchors.add(anchor)
    }
    known.set(file, anchors)
  }
  return anchors
}

function withoutCode(text: string): string {
  return text.replaceAll(/^(```|~~~)[^]*?^\1$/gm, '')
}
