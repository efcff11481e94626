/// What a state says that cannot be, in words: the damage, as a failed precondition would name it.
///
/// No run of steps leads to such a state, but anybody may make one up, and prove that it is what he made.
public struct Contradiction: ExpressibleByStringLiteral, Equatable, CustomStringConvertible, Sendable {
  private let words: StaticString

  public init(stringLiteral words: StaticString) { self.words = words }

  public var description: String { words.description }

  public static func == (left: Self, right: Self) -> Bool { left.description == right.description }
}
