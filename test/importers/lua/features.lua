-- Arithmetic with its metamethods, conditions, loops, calls, tables, varargs, closures, to-be-closed.
local limit <const> = 5
local big = 3000000000.5
local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end
local t = { 1, 2, 3, a = "x y\n\"z\"; to 12", [fib] = nil, ... }
for i = 1, 10 do t[i] = i * limit + (i // 2) ~ 3 end
for k, v in pairs(t) do print(k, v, #t, -v, not k, ~1) end
goto done
do local z <close> = setmetatable({}, { __close = function() end }) end
::done::
local s = "a" .. t.a .. limit
function t:method(...) return self.a, ... end
print(t:method(1, 2), fib(3) == 2, limit ~= 3, 1 < #t, t[1] >= 3, s == "q", "x" and s or t)
while true do
  if s then break end
  repeat local q = function() return s, q end until q()
end
return select("#", ...)
