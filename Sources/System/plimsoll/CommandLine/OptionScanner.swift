@preconcurrency import CGetopt
import Glibc
import Threading

/// Takes a command line apart with `getopt_long`, so that it reads like every other GNU command: `--port=1`, `--port 1`,
/// `-p1`, options among arguments, `--` before arguments that start with a dash, and any unambiguous beginning of a name.
struct OptionScanner {
  let options: [OptionSpecification]

  enum Item: Equatable {
    case option(OptionSpecification, value: String?)
    case argument(String)
  }

  /// Everything in `arguments`, in their order.
  func scan(_ arguments: [String]) throws(UsageError.Reason) -> [Item] {
    try Self.turn.withLock { (_: inout Void) throws(UsageError.Reason) in
      var words: [UnsafeMutablePointer<CChar>?] = (["plimsoll"] + arguments).map { strdup($0) } + [nil]
      var table = longOptions()
      defer {
        for word in words { free(word) }
        for option in table { free(UnsafeMutablePointer(mutating: option.name)) }
      }
      return try scan(&words, &table, count: arguments.count + 1)
    }
  }

  /// `getopt_long` keeps its place in globals: one scan at a time.
  private static let turn = Locked<Void>(())

  /// Above every character: what `getopt_long` returns for a long option is this and its index.
  private static let firstLongCode: Int32 = 0x200

  /// What it returns for an argument, as the `-` that begins our short options demands.
  private static let argumentCode: Int32 = 1
}

extension OptionScanner {
  private func scan(
    _ words: inout [UnsafeMutablePointer<CChar>?], _ table: inout [CGetopt.option], count: Int
  ) throws(UsageError.Reason) -> [Item] {
    var items: [Item] = []
    optind = 0  // GNU: forget the last scan.
    while true {
      let code = getopt_long(Int32(count), &words, shortOptions, &table, nil)
      if code == -1 { break }
      items.append(try item(code, words))
    }
    return items + words[Int(optind)..<count].compactMap { $0.map { .argument(String(cString: $0)) } }
  }

  private func item(_ code: Int32, _ words: [UnsafeMutablePointer<CChar>?]) throws(UsageError.Reason) -> Item {
    let value = optarg.map { String(cString: $0) }
    switch code {
    case Self.argumentCode: return .argument(value ?? "")
    case Self.code(of: "?"): throw refusal(words)
    case Self.code(of: ":"): throw missingValue()
    default:
      guard let option = option(code) else { preconditionFailure("getopt_long returned \(code)") }
      return .option(option, value: value)
    }
  }

  private func missingValue() -> UsageError.Reason {
    guard let option = option(optopt), let value = option.value else {
      preconditionFailure("getopt_long wants a value for \(optopt), which takes none")
    }
    return .missingValue(of: option.flag, display: value.display)
  }

  private func refusal(_ words: [UnsafeMutablePointer<CChar>?]) -> UsageError.Reason {
    if let option = option(optopt) { return .unwantedValue(of: option.flag) }
    guard optopt == 0 else { return .unknownOption(shortName(words), nearest: nil) }
    let word = words[Int(optind) - 1].map { String(cString: $0) } ?? ""
    let name = String(word.dropFirst(2).prefix { $0 != "=" })
    let candidates = options.map(\.long).filter { $0.hasPrefix(name) }
    guard candidates.count < 2 else { return .ambiguousOption("--\(name)", candidates: candidates.map { "--\($0)" }) }
    let nearest = Spelling.nearest(to: name, among: options.map(\.long))
    return .unknownOption("--\(name)", nearest: nearest.map { "--\($0)" })
  }

  /// The unknown letter, or all of its word if it is none: `getopt_long` then stands inside that word.
  private func shortName(_ words: [UnsafeMutablePointer<CChar>?]) -> String {
    if let byte = UInt8(exactly: optopt), byte < 0x80 { return "-\(Character(Unicode.Scalar(byte)))" }
    return words[Int(optind)].map { String(cString: $0) } ?? "-"
  }

  private func option(_ code: Int32) -> OptionSpecification? {
    if code >= Self.firstLongCode { return options[Int(code - Self.firstLongCode)] }
    return options.first { $0.short.map { Self.code(of: $0) } == code }
  }

  private static func code(of character: Character) -> Int32 { Int32(character.asciiValue ?? 0) }

  /// `-`: give arguments in their place; `:`: say a missing value apart from an unknown option, and print nothing.
  private var shortOptions: String {
    options.reduce(into: "-:") { text, option in
      guard let short = option.short else { return }
      text += "\(short)\(option.value == nil ? "" : ":")"
    }
  }

  /// Their names are copies to be freed, and the last is the end mark.
  private func longOptions() -> [CGetopt.option] {
    options.enumerated().map { index, specification in
      CGetopt.option(
        name: strdup(specification.long), has_arg: specification.value == nil ? no_argument : required_argument,
        flag: nil, val: Self.firstLongCode + Int32(index))
    } + [CGetopt.option()]
  }
}
