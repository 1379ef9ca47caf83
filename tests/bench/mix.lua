-- Sends the requests of a file one after the other, each connection from a place of its own, and prints what came back as
-- one line of JSON. A line of the file is a path, or a path, a tab and the JSON of a POST.
wrk.headers["Accept-Encoding"] = "gzip" -- as browsers and Python's clients send
local requests, place = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    local path, body = line:match("^([^\t]+)\t(.+)$")
    if body then
      requests[#requests + 1] = wrk.format("POST", path, {["Content-Type"] = "application/json"}, body)
    else
      requests[#requests + 1] = wrk.format("GET", line)
    end
  end
  place = tonumber(args[2]) or 0
end

function request()
  place = place % #requests + 1
  return requests[place]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format('{"requests": %d, "seconds": %f, "median": %f, "p99": %f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
