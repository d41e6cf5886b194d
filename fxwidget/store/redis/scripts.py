"""What Redis does as one step. Each script does what can fail first, and answers with one word.

The first write of each is a SET: a full Redis refuses it, and after any other write it would refuse nothing more. Numbers in Lua are exact to 16 digits: ``seq`` has 13, and no script computes with rates.
"""

from __future__ import annotations

__all__ = ["ACQUIRE", "AMEND", "APPEND", "PUBLISH", "RELEASE", "REMEMBER", "Script"]


class Script:
    """A Lua script. The server runs it as a whole, and nothing else meanwhile."""

    def __init__(self, text: str) -> None:
        self.text = text


PUBLISH = Script("""
-- KEYS: layout, snapshot, changes, tenure. ARGV: layout, seq, seq of before, call, body, changes, owner, channel, '' where seq of before is none
local layout, tenure = redis.call('GET', KEYS[1]), redis.call('GET', KEYS[4])
local known = redis.call('HMGET', KEYS[2], 'seq', 'call', 'body')
if layout and layout ~= ARGV[1] then return 'layout' end
if known[1] and known[2] == ARGV[4] then return 'done' end
if ARGV[9] ~= '' and known[1] and (tonumber(known[1]) or 0) >= tonumber(ARGV[2]) then
  return 'newer'
end
if ARGV[7] ~= '' and tenure and tenure ~= ARGV[7] then return 'newer' end
if (known[1] or '') ~= ARGV[3] then return 'again' end
local now = redis.call('TIME')
redis.call('SET', KEYS[1], ARGV[1])
redis.call('SET', KEYS[3], ARGV[6])
redis.call('HSET', KEYS[2], 'seq', ARGV[2], 'call', ARGV[4], 'body', ARGV[5], 'previous', known[3] or '',
  'at', now[1] .. string.format('%06d', now[2]))
redis.call('PUBLISH', ARGV[8], ARGV[2])
return 'done'
""")
"""Publish a snapshot if its ``seq`` is higher than the one that is there; ``done`` also where this call had done it before.

``again``: another one than that of before was published meanwhile, from which the changes must be found. A refresher after
whom another one became the owner publishes nothing, whatever its clock says.
"""

REMEMBER = Script("""
-- KEYS: layout, memory, tenure. ARGV: layout, owner, write of before, write, how many texts, texts by key, keys to remove
local layout, tenure = redis.call('GET', KEYS[1]), redis.call('GET', KEYS[3])
local before = redis.call('HGET', KEYS[2], '')
if layout and layout ~= ARGV[1] then return 'layout' end
if ARGV[2] ~= '' and tenure and tenure ~= ARGV[2] then return 'others' end
if before == ARGV[4] then return 'done' end
if ARGV[3] ~= '' and before ~= ARGV[3] then return 'again' end
redis.call('SET', KEYS[1], ARGV[1])
if ARGV[3] == '' then redis.call('DEL', KEYS[2]) end
redis.call('HSET', KEYS[2], '', ARGV[4])
local last = 5 + 2 * tonumber(ARGV[5])
for i = 6, last, 2 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
for i = last + 1, #ARGV do redis.call('HDEL', KEYS[2], ARGV[i]) end
return 'done'
""")
"""Write what changed of the memory since this process's write of before; ``again`` where that is not what is there."""

AMEND = Script("""
-- KEYS: layout, orders. ARGV: layout, orders of before, orders
local layout, before = redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2])
if layout and layout ~= ARGV[1] then return 'layout' end
if before == ARGV[3] then return 'done' end
if (before or '') ~= ARGV[2] then return 'again' end
redis.call('SET', KEYS[2], ARGV[3])
redis.call('SET', KEYS[1], ARGV[1])
return 'done'
""")
"""Put orders in the place of those that they were made of; ``again`` where these were replaced meanwhile."""

ACQUIRE = Script("""
-- KEYS: owner, tenure. ARGV: owner, milliseconds
local owner, tenure = redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2])
if owner and owner ~= ARGV[1] then return 'others' end
if owner then redis.call('PEXPIRE', KEYS[1], ARGV[2]) return 'mine' end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('SET', KEYS[2], ARGV[1])
return (tenure == false or tenure == ARGV[1]) and 'mine' or 'taken'
""")
"""Become the owner, or stay it, which a full Redis allows too; ``taken`` where another one was it last."""

RELEASE = Script("""
-- KEYS: owner. ARGV: owner
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 'done'
""")
"""Own the store no longer."""

APPEND = Script("""
-- KEYS: layout, past, stream. ARGV: layout, past's series, stream's name, its last entry, content, oldest entry or ''
local layout = redis.call('GET', KEYS[1])
local known = redis.call('HMGET', KEYS[2], 'series', ARGV[3])
if layout and layout ~= ARGV[1] then return 'layout' end
if (known[1] or ARGV[2]) ~= ARGV[2] or (known[2] or '0-0') ~= ARGV[4] then return 'again' end
local entry = redis.call('XADD', KEYS[3], '*', 'content', ARGV[5])
redis.call('HSET', KEYS[2], 'series', ARGV[2], ARGV[3], entry)
if ARGV[6] ~= '' then redis.call('XTRIM', KEYS[3], 'MINID', '~', ARGV[6]) end
redis.call('SET', KEYS[1], ARGV[1])
return entry
""")
"""Add an entry to a stream of the past, unless it has gone on meanwhile or is of another past: then ``again``."""
