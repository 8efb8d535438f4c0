# Operators, blocks, rescue and ensure, case, pattern matching, default arguments, literals of several lines.
Point = Struct.new(:x, :y) do
  def +(other) = Point.new(x + other.x, y + other.y)
end
class Shape < Object
  attr_accessor :value
  FACTOR = 3.5
  def initialize(value, *rest, key: 1, other: value + 1, **options, &block)
    @value = value
    @table = { a: 1, "b" => [value, 2], **options }
    super()
  end
  def each
    return enum_for(:each) unless block_given?
    while (x ||= 0) < 10
      x += 1
      next if x == 3
      break if x > 8
      yield x, @value
    end
  rescue ArgumentError, TypeError => e
    retry if e.message =~ /foo#{x}/i
  ensure
    $done = true
  end
  def name_of(x)
    case x
    when 1 then :one
    when "two\n\"q\", (   3)[Li]" then :two
    when :three, nil then 3..4
    else x&.foo
    end
  end
  def parts(x)
    case x
    in { name: String => n, age: Integer } then n
    in [a, *] then a
    end
  end
  def with_defaults(a, b = (b = 1; 2), c = [a, b]) = [a, b, c]
end
shape = Shape.new(1, 2, key: 3)
shape.each { |a, (b, c)| p a if a and not b or c }
a, (b, *c), d = *[1, [2, 3], 4]
shape.value += 1
puts "x#{a} #{b}", 10**20, 2r, "lit".freeze, %w[a b].max, defined?($,), $,
p(/first

| 0000 second \/ "third
[x]/mix, [/x,
y/, :/, 1 / 2r, "a, /b"], { a: /q
w/, :"b c" => :"d,e" })
later = ->(z = 1) { z.() rescue 0 }
a != b
puts({ "k" => a }["k"])
