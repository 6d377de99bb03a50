-- Sends requests drawn from a file, in an order that follows from the number of the thread. A line of the file is a
-- weight, a method, a path, headers as `Name: value` between semicolons, and a body, between tabs; `#` in a body
-- becomes a number that no other request has.
dofile(os.getenv("BENCH_REPORT"))

local threads = 0
function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local lines, heap, count = {}, {}, 0
local run = os.getenv("BENCH_RUN") or "0"

function init(args)
  for line in io.lines(os.getenv("BENCH_REQUESTS")) do
    local weight, method, path, headers, body = line:match("^(%d+)\t(%u+)\t([^\t]*)\t([^\t]*)\t(.*)$")
    local fields = {}
    for name, value in headers:gmatch("%s*([^:;]+): ([^;]+)") do fields[name] = value end
    local entry = { method = method, path = path, fields = fields, body = body }
    if body == "" or not body:find("#", 1, true) then
      entry.ready = wrk.format(method, path, fields, body ~= "" and body or nil)
    end
    table.insert(lines, entry)
    for _ = 1, tonumber(weight) do table.insert(heap, #lines) end
  end
  math.randomseed(number + 1)
end

function request()
  local entry = lines[heap[math.random(#heap)]]
  if entry.ready then return entry.ready end
  count = count + 1
  local body = entry.body:gsub("#", run .. "-" .. number .. "-" .. count)
  return wrk.format(entry.method, entry.path, entry.fields, body)
end
