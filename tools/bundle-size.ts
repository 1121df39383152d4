/**
 * How large a file and what it imports are for a user: bundled, minified, compressed by brotli.
 */
import { brotliCompressSync } from 'node:zlib'
import { rolldown } from 'rolldown'

/** What was bundled. */
export interface Bundle {
  readonly bytes: number
  /** The paths of the files that are in it. */
  readonly files: readonly string[]
}

/** Bundles `file` without what `isOutside` says of the path or the name of a package that is imported. */
export async function bundle(
  file: string,
  isOutside: (id: string, importer: string) => boolean,
): Promise<Bundle> {
  const built = await rolldown({
    input: file,
    external: (id, importer) => importer !== undefined && isOutside(id, importer),
  })
  const { output } = await built.generate({ format: 'esm', minify: true })
  await built.close()
  return { bytes: brotliCompressSync(output[0].code).length, files: output[0].moduleIds }
}
