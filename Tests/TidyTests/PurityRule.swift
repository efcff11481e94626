/// What would let two machines disagree about a block, or let a stranger's bytes stop one.
enum PurityRule: CaseIterable {
  case imports, floatingPoint, clocks, chance, hashing, concurrency, traps

  func findings(in file: SourceFile) -> [Finding] {
    guard file.isPure else { return [] }
    return switch self {
    case .imports: imports(in: file)
    case .floatingPoint: floatingPoint(in: file)
    case .clocks: words(Self.clockNames, in: file, "is a clock; time comes in the block header")
    case .chance: chance(in: file)
    case .hashing: hashing(in: file)
    case .concurrency: words(Self.concurrencyNames, in: file, "is concurrent; threads belong in System")
    case .traps: traps(in: file)
    }
  }
}

extension PurityRule {
  private static let systemModules: Set = [
    "Foundation", "FoundationEssentials", "FoundationNetworking", "FoundationInternationalization", "Dispatch", "Glibc",
    "Musl", "Darwin", "CGetopt", "Observation", "Distributed",
  ]

  private static let floatingPointTypes: Set = [
    "Double", "Float", "Float16", "Float32", "Float64", "Float80", "CGFloat", "Decimal", "FloatingPoint",
    "BinaryFloatingPoint",
  ]

  private static let clockNames: Set = [
    "Date", "ContinuousClock", "SuspendingClock", "DispatchTime", "clock_gettime", "gettimeofday", "mktime",
    "localtime",
  ]

  private static let sourcesOfChance: Set = [
    "SystemRandomNumberGenerator", "UUID", "arc4random", "arc4random_uniform", "arc4random_buf", "getrandom",
    "getentropy", "drand48", "srand", "RAND_bytes", "RAND_priv_bytes",
  ]

  private static let concurrencyNames: Set = [
    "async", "await", "Task", "TaskGroup", "MainActor", "DispatchQueue", "Thread",
  ]

  private func imports(in file: SourceFile) -> [Finding] {
    file.imports.filter { Self.systemModules.contains($0.text) }.map {
      file.finding($0.line, "imports \($0.text), which only System may")
    }
  }

  private func words(_ words: Set<String>, in file: SourceFile, _ reason: String) -> [Finding] {
    file.tokens.filter { $0.kind == .word && words.contains($0.text) }.map {
      file.finding($0.line, "\($0.text) \(reason)")
    }
  }

  private func floatingPoint(in file: SourceFile) -> [Finding] {
    words(Self.floatingPointTypes, in: file, "is floating point; amounts are integers")
      + file.tokens.filter { $0.kind == .floatingPoint }.map {
        file.finding($0.line, "\($0.text) is floating point; amounts are integers")
      }
  }

  /// Also `.random(…)` and its like without a generator that is passed by name.
  private func chance(in file: SourceFile) -> [Finding] {
    let drawing: Set = ["random", "shuffled", "shuffle", "randomElement"]
    let calls = file.tokens.indices.filter { index in
      let isCall =
        drawing.contains(file.tokens[index].text) && file.text(at: index - 1) == "." && file.text(at: index + 1) == "("
      return isCall && !file.callHasLabel("using", at: index + 1)
    }
    return words(Self.sourcesOfChance, in: file, "is chance; a seeded generator is passed by name")
      + calls.map { file.finding(file.tokens[$0].line, ".\(file.tokens[$0].text) without 'using:' is chance") }
  }

  /// Every process hashes with a seed of its own. `hash(into:)` itself may be written: sets need it.
  private func hashing(in file: SourceFile) -> [Finding] {
    let hashers = file.tokens.indices.filter { index in
      file.tokens[index].text == "Hasher"
        && !(file.text(at: index - 6) == "hash" && file.text(at: index - 4) == "into"
          && file.text(at: index - 1) == "inout")
    }
    return words(["hashValue", "_rawHashValue"], in: file, "differs from run to run")
      + hashers.map { file.finding(file.tokens[$0].line, "Hasher differs from run to run") }
  }

  /// `try !isReady` is no `try!`.
  private func traps(in file: SourceFile) -> [Finding] {
    zip(file.tokens, file.tokens.dropFirst()).compactMap { word, next in
      let isForced = ["try", "as"].contains(word.text) && next.text == "!" && word.touches(next)
      guard isForced || (word.text == "fatalError" && next.text == "(") else { return nil }
      return file.finding(
        word.line, "\(word.text)\(next.text) traps; throw, or give a precondition that names the damage")
    }
  }
}

extension SourceFile {
  /// The text of the token there; empty outside the file.
  fileprivate func text(at index: Int) -> String { tokens.indices.contains(index) ? tokens[index].text : "" }

  /// Whether the call whose parenthesis opens at `opening` has an argument of that label.
  fileprivate func callHasLabel(_ label: String, at opening: Int) -> Bool {
    var depth = 0
    for index in opening..<tokens.count {
      switch tokens[index].text {
      case "(": depth += 1
      case ")": depth -= 1
      case label where depth == 1 && text(at: index + 1) == ":": return true
      default: break
      }
      if depth == 0 { return false }
    }
    return false
  }
}
