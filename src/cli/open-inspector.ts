/**
 * Opens the inspector, a page of the package, with what the platform opens pages with; where nothing does, the page's path is the answer.
 *
 * Law: the page is opened empty. What a program is started with can be read by others on the machine, and a browser keeps it.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { note, print } from './terminal.ts'

const openers: Partial<Record<NodeJS.Platform, readonly [command: string, ...args: string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}
/** A browser that an opener starts may not end; one that cannot start ends sooner. */
const patience = 3000

/** Opens the page, or prints where it is. */
export async function openInspector(): Promise<void> {
  // The same path from src/cli and from dist/cli.
  const page = fileURLToPath(new URL('../../dist/inspector.html', import.meta.url))
  if (!existsSync(page))
    throw new Error('the inspector is not built here: npm ci --prefix inspector && npm run build')
  const [command, ...args] = openers[process.platform] ?? ['xdg-open']
  if (await starts(command, [...args, page])) note(`opened ${page}`)
  else print(page)
}

function starts(command: string, args: readonly string[]): Promise<boolean> {
  const child = spawn(command, args, { detached: true, stdio: 'ignore' })
  child.unref()
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), patience)
    const settle = (isOpen: boolean): void => {
      clearTimeout(timer)
      resolve(isOpen)
    }
    child.on('error', () => settle(false))
    child.on('exit', (code) => settle(code === 0))
  })
}
