/**
 * The links and the anchors of a Markdown document, as a host of repositories reads them: for `tools/site.ts` and for the site itself.
 *
 * What stands in code, in a block or in a line, is no link.
 */

/** A link to another file of the repository, or to a place in one. */
export interface Link {
  line: number
  /** As it is written, without what is behind `#`; empty where the document itself is meant. */
  path: string
  /** What is behind `#`, if there is any. */
  anchor: string | undefined
}

/** The anchor of a heading: what GitHub and its like make of it. */
export function slug(heading: string): string {
  const kept = heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
  return kept.replaceAll(/\s/g, '-')
}

/** The lines of a document outside of its blocks of code; what is left out is empty, so that lines keep their numbers. */
function prose(text: string): string[] {
  let fence: string | undefined
  return text.split('\n').map((line) => {
    const marks = /^\s*(`{3,}|~{3,})/.exec(line)?.[1]
    const isInside = fence !== undefined
    if (fence === undefined) fence = marks
    else if (marks !== undefined && line.trim() === fence) fence = undefined
    return isInside || marks !== undefined ? '' : line
  })
}

/** The anchors of the headings of a document: the second of two that are alike ends in `-1`. */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>()
  for (const line of prose(text)) {
    const heading = /^#{1,6}\s+(.*?)(?:\s+#*)?$/.exec(line)?.[1]
    if (heading === undefined) continue
    // A link in a heading is its text.
    const base = slug(heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1'))
    let anchor = base
    for (let count = 1; anchors.has(anchor); count++) anchor = `${base}-${count}`
    anchors.add(anchor)
  }
  return anchors
}

/** The links and pictures of a document that name no other host. */
export function linksOf(text: string): Link[] {
  return prose(text).flatMap((line, index) => {
    const plain = line.replaceAll(/(`+)(?!`).*?(?<!`)\1(?!`)/g, '')
    return [...plain.matchAll(/\]\(([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)/g)]
      .map((match) => match[1]!)
      .filter((target) => !/^[a-z][a-z+.-]*:/i.test(target))
      .map((target) => {
        const [path = '', anchor] = target.split('#')
        return { line: index + 1, path, anchor }
      })
  })
}
