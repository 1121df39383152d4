/**
 * The worker processes of a campaign: started, spoken to, killed.
 */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import type { Report, Task } from './worker.ts'

/** A worker that has opened its place. */
export interface Worker {
  readonly process: ChildProcess
  give(task: Task): void
  /** Called with every report. */
  listen(hear: (report: Report) => void): void
  /** Rejects where it ended badly without being told to. */
  readonly ended: Promise<void>
  kill(): Promise<void>
}

/** Starts a worker of `engine`, the name of a file in `engines/`, on a place. */
export async function startWorker(engine: string, place: string): Promise<Worker> {
  const child = fork('tools/stores/worker.ts', [engine, place], {
    execArgv: ['--conditions=@latchkey/source', '--disable-warning=ExperimentalWarning'],
    serialization: 'advanced',
  })
  let isKilled = false
  const ended = new Promise<void>((resolve, reject) => {
    child.once('exit', (code, signal) => {
      if (code === 0 || isKilled) resolve()
      else reject(new Error(`a worker ended with ${code ?? signal}`))
    })
  })
  const started = new Promise<void>((resolve) => {
    child.once('message', () => resolve())
  })
  await Promise.race([started, ended.then(() => Promise.reject(new Error('a worker did not start')))])
  return {
    process: child,
    give: (task) => void child.send(task),
    listen: (hear) => void child.on('message', hear),
    ended,
    kill() {
      isKilled = true
      child.kill('SIGKILL')
      return ended
    },
  }
}
