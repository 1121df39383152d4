/**
 * What the Redis store does on the server: each deed is one script, so that nothing happens between its question and its answer.
 *
 * Every script names the same six keys, which carry one hash tag: a cluster keeps them on one node. Law: `version` of the head counts every
 * write and never goes back. Where it did, the server has lost what it had acknowledged: a fail-over, a crash, a backup that was restored.
 *
 * 1. head: a hash: format, epoch, since, version
 * 2. uses: a hash: an id, and how often it was used
 * 3. use-expiries: a sorted set: the ids by expiry; what never expires is not in it
 * 4. revocations: a hash: a target, and `before expiry`, with no expiry where it never expires
 * 5. expiries: a sorted set: the targets by expiry
 * 6. changes: a sorted set: the targets by the version that wrote them
 */

/** The six keys of a prefix. */
export function keysOf(prefix: string): string[] {
  const names = ['head', 'uses', 'use-expiries', 'revocations', 'expiries', 'changes']
  return names.map((name) => `{${prefix}}:${name}`)
}

/** A write happens in the epoch that the writer knows, and where nothing is lost that the writer has seen: ARGV 1 and 2. */
const guard = `
local head = redis.call('HMGET', KEYS[1], 'epoch', 'version')
if head[1] ~= ARGV[1] or tonumber(head[2]) < tonumber(ARGV[2]) then return { 'lost' } end
`

const forgetting = `
local function forgetRows(rows, expiries, changes, before, most)
  local expired = redis.call('ZRANGEBYSCORE', expiries, '-inf', '(' .. before, 'LIMIT', 0, most)
  if #expired == 0 then return 0 end
  redis.call('HDEL', rows, unpack(expired))
  redis.call('ZREM', expiries, unpack(expired))
  if changes then redis.call('ZREM', changes, unpack(expired)) end
  return #expired
end
local function forget(before, most)
  return forgetRows(KEYS[2], KEYS[3], nil, before, most) + forgetRows(KEYS[4], KEYS[5], KEYS[6], before, most)
end
`

/**
 * Rows go a day after their expiry, a few with each write: the clock of the server may differ from the clocks of those who write.
 * Where it differs by more, and a new row would go at once, the row is kept for ever: a count that is gone is a token that is good again.
 */
const keeping = `${forgetting}
local aDayAgo = redis.call('TIME')[1] - 86400
local function keep(expiries, row, expiry)
  if expiry ~= '' and tonumber(expiry) > aDayAgo then redis.call('ZADD', expiries, expiry, row)
  else redis.call('ZREM', expiries, row) end
  forget(string.format('%.0f', aDayAgo), 4)
end
`

/** ARGV 3: id, limit, expiry or ''. */
const use = `${guard}${keeping}
if tonumber(redis.call('HGET', KEYS[2], ARGV[3]) or '0') >= tonumber(ARGV[4]) then return { 'spent', head[2] } end
redis.call('HINCRBY', KEYS[2], ARGV[3], 1)
keep(KEYS[3], ARGV[3], ARGV[5])
return { 'counted', redis.call('HINCRBY', KEYS[1], 'version', 1) }`

/** ARGV 3: target, before, expiry or '', channel. */
const revoke = `${guard}${keeping}
local before, expiry = ARGV[4], ARGV[5]
local known = redis.call('HGET', KEYS[4], ARGV[3])
if known then
  local knownBefore, knownExpiry = string.match(known, '^(%d+) (%d*)$')
  if tonumber(knownBefore) > tonumber(before) then before = knownBefore end
  if knownExpiry == '' or expiry ~= '' and tonumber(knownExpiry) > tonumber(expiry) then expiry = knownExpiry end
end
local version = redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('HSET', KEYS[4], ARGV[3], before .. ' ' .. expiry)
redis.call('ZADD', KEYS[6], version, ARGV[3])
keep(KEYS[5], ARGV[3], expiry)
redis.call('PUBLISH', ARGV[6], version)
return { 'revoked', version }`

/** ARGV 1: the cursor, and how many to tell. What the server is, is told each time: it may be another after a restart or a fail-over. */
const changes = `
local function says(section, words) return string.find(redis.call('INFO', section), words, 1, true) and 1 or 0 end
local server = { says('replication', 'role:master'), says('persistence', 'aof_enabled:1'), says('memory', 'maxmemory_policy:allkeys') }
local head = redis.call('HMGET', KEYS[1], 'format', 'epoch', 'since', 'version')
local told = redis.call('ZRANGEBYSCORE', KEYS[6], '(' .. ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[2])
for at = 1, #told, 2 do told[at + 1] = { told[at + 1], redis.call('HGET', KEYS[4], told[at]) or '' } end
return { server, redis.call('EXISTS', KEYS[1]), head, told }`

/** ARGV 1: the second before which rows expired, and how many to forget of each kind. */
const prune = `${forgetting}
return forget(ARGV[1], ARGV[2])`

/** ARGV 1: format, epoch, since, and 'once' where an epoch that is there stays. The version goes on, so that cursors stay true. */
const begin = `
if ARGV[4] == 'once' and redis.call('HEXISTS', KEYS[1], 'epoch') == 1 then return 0 end
local last = redis.call('ZREVRANGE', KEYS[6], 0, 0, 'WITHSCORES')[2] or 0
local version = math.max(tonumber(redis.call('HGET', KEYS[1], 'version')) or 0, tonumber(last)) + 1
local uses = redis.call('HLEN', KEYS[2])
redis.call('UNLINK', KEYS[2], KEYS[3])
redis.call('HSET', KEYS[1], 'format', ARGV[1], 'epoch', ARGV[2], 'since', ARGV[3], 'version', version)
return uses`

/** The scripts by what they do. */
export const scripts: Readonly<Record<'use' | 'revoke' | 'changes' | 'prune' | 'begin', string>> = {
  use,
  revoke,
  changes,
  prune,
  begin,
}
