/**
 * How the runner of examples reads the commands that they print.
 */
import { expect, test } from 'vitest'
import { commandsIn } from '../../tools/examples/curl.ts'

test('a command is read as a shell would read it, with the status behind it', () => {
  const output = [
    'Listening.',
    "curl -H 'Authorization: Bearer a b' http://127.0.0.1:1/posts/42   # 200",
    "  curl -X POST -d 'a=1&b=2' 'http://127.0.0.1:1/posts?a=1'  # 403 as it should be",
    'curl http://127.0.0.1:1/unfinished   # 2',
  ].join('\n')
  expect(commandsIn(output)).toEqual([
    {
      text: "curl -H 'Authorization: Bearer a b' http://127.0.0.1:1/posts/42",
      url: 'http://127.0.0.1:1/posts/42',
      method: 'GET',
      headers: [['Authorization', 'Bearer a b']],
      body: undefined,
      status: 200,
    },
    {
      text: "curl -X POST -d 'a=1&b=2' 'http://127.0.0.1:1/posts?a=1'",
      url: 'http://127.0.0.1:1/posts?a=1',
      method: 'POST',
      headers: [],
      body: 'a=1&b=2',
      status: 403,
    },
  ])
})

test('a command with a body is a POST, as in a shell', () => {
  const [command] = commandsIn('curl -d a=1 http://127.0.0.1:1/   # 200\n')
  expect(command).toMatchObject({ method: 'POST', body: 'a=1' })
})

test('a line that is not written to its end is not yet a command', () => {
  expect(commandsIn('curl http://127.0.0.1:1/   # 200')).toEqual([])
})

test('an option that the runner does not know is a mistake of the example', () => {
  expect(() => commandsIn('curl --insecure http://127.0.0.1:1/   # 200\n')).toThrow('-X, -d and -H')
})
