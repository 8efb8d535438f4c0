class Animal {
    has $.name = 'it';
    method sound() { 'nothing' }
    method speak() { "{$!name} says " ~ self.sound }
}
class Dog is Animal { method sound() { 'woof' } }
class Puppy is Dog { has $.age = 1; method sound() { 'yip' x self.age } }
say Animal.new.speak;
say Dog.new(name => 'Rex').speak;
say Puppy.new(name => 'Pip', age => 3).speak;
