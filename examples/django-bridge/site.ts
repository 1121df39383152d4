/** The Django site: which Python runs it, how it is migrated, and how it is served. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

export interface Site {
  /** What both servers share: the key that signs, and the database. */
  secretKey: string
  database: string
  /** Where the Node service is, for links to it. */
  nodeUrl: string
}

const folder = join(import.meta.dirname, 'site')
// Debian's package python3-django belongs to Debian's Python; another may stand first in the path.
const python = [process.env['PYTHON'] ?? '/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import django']).status === 0,
)

function run({ secretKey, database, nodeUrl }: Site, ...args: string[]): ChildProcess {
  if (python === undefined)
    throw new Error(
      'No Python here has Django. On Debian: apt-get install python3-django; or name a Python in PYTHON.',
    )
  const DATABASE = JSON.stringify({ ENGINE: 'django.db.backends.sqlite3', NAME: database })
  const env = {
    ...process.env,
    SECRET_KEY: secretKey,
    DATABASE,
    NODE_URL: nodeUrl,
    PYTHONDONTWRITEBYTECODE: '1',
  }
  return spawn(python, ['manage.py', ...args], { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] })
}

/** Lets Django make, or bring up to date, all tables of the database. */
export async function migrate(site: Site): Promise<void> {
  const child = run(site, 'migrate')
  let errors = ''
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (errors += text))
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`Django could not migrate its database:\n${errors}`)
}

/** Starts the site on a port, and waits until it answers. */
export async function serve(site: Site, port: number): Promise<ChildProcess> {
  const child = run(site, 'runserver', '--noreload', `127.0.0.1:${port}`)
  child.stderr!.resume()
  for (let tries = 0; tries < 600 && child.exitCode === null; tries++) {
    try {
      await fetch(`http://127.0.0.1:${port}/`)
      return child
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  child.kill()
  throw new Error('Django does not serve its site')
}
