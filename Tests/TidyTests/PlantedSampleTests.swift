import Testing

@Suite struct `A rule of tidiness` {
  private func lines(_ rule: PurityRule, _ text: String, path: String = "Sources/Base/Units/Price.swift") -> [Int] {
    rule.findings(in: SourceFile(path: path, text: text)).map(\.line)
  }

  @Test(
    arguments: [
      (.imports, "import Units\nimport Foundation\n"),
      (.imports, "/* a\n*/ @preconcurrency import Glibc"),
      (.imports, "\nprivate import struct Dispatch.DispatchTime"),
      (.floatingPoint, "let a = 1\nlet b: Double = 2"),
      (.floatingPoint, "let a = 1\nlet b = 1.5"),
      (.floatingPoint, "let a = 0x1e5\nlet b = 1e5"),
      (.floatingPoint, "let a = 0xf\nlet b = 0x1p5"),
      (.clocks, "\nlet start = ContinuousClock.now"),
      (.chance, "\nvar generator = SystemRandomNumberGenerator()"),
      (.chance, "let a = Int.random(in: 0..<f(3), using: &g)\nlet b = Int.random(in: 0..<f(using: 3))"),
      (.chance, "let a = b.shuffled(using: &g)\nlet b = c.shuffled()"),
      (.hashing, "\nlet a = b.hashValue"),
      (.hashing, "func hash(into hasher: inout Hasher) {}\nvar hasher = Hasher()"),
      (.concurrency, "\nfunc f() async {}"),
      (.concurrency, "\nTask { }"),
      (.traps, "try f()\ntry! f()"),
      (.traps, "a as? B\na as! B"),
      (.traps, "\nfatalError()"),
      (.traps, "let a = \"\\(f(\")\")) try! g()\"\nlet b = \"x \\(try! g()) y\""),
    ] as [(PurityRule, String)])
  func `finds its sample on the second line`(rule: PurityRule, text: String) {
    #expect(lines(rule, text) == [2])
    for path in ["Sources/Exchange/Margin/A.swift", "Sources/Rollup/MockL1/A.swift"] {
      #expect(lines(rule, text, path: path) == [2])
    }
    for path in ["Sources/System/Node/A.swift", "Tests/UnitsTests/A.swift"] {
      #expect(lines(rule, text, path: path) == [])
    }
  }

  @Test(arguments: [
    "// import Foundation\n/* Double /* 1.5 */ async */ let a = \"Task { try! f() }\"",
    "let text = \"\"\"\n  fatalError(\"no\") \" Double\n  \\\"\"\" 1.5\n  \"\"\"",
    "let text = #\"\\(try! f()) \" Double\"#",
    "let range = 0..<5, member = pair.0.1, most = 1.max, hex = 0x1e5, list = [1.. .5]",
    "let hash = random(3), doubled = a.doubled, import_ = 3, asyncTask = 1, `try` = a, b = c != d",
    "let a = \"unfinished\nlet b = 1",
    "if try !isReady() { }",
    "let a = \"tail",
    "",
  ])
  func `takes nothing else for it`(text: String) {
    for rule in PurityRule.allCases { #expect(lines(rule, text) == []) }
  }

  @Test func `on imports follows the order of Package.swift`() {
    let order = ModuleOrder(
      manifest: """
        func foreign(_ name: String) -> Target { .systemLibrary(name: name) }
        foreign("CFirst", "first", apt: "libfirst-dev"),
        .systemLibrary(name: "CSecond", path: "p"),
        module("Base", "Third", "CFirst"),
        module(
          "Base", "Fourth", "Third"),
        .executableTarget(
          name: "fifth", dependencies: ["Fourth"]),
        """)
    #expect(order.modules == ["CFirst", "CSecond", "Third", "Fourth", "fifth"])
    let file = SourceFile(path: "Sources/Base/Third/A.swift", text: "import CFirst\nimport Fourth\nimport Testing")
    #expect(order.findings(in: file).map(\.line) == [2])
    let stray = SourceFile(path: "Sources/Base/Sixth/A.swift", text: "")
    #expect(order.findings(in: stray).map(\.message) == ["Sixth is no target of Package.swift"])
  }

  @Test func `on the top level knows what belongs there`() {
    let findings = SourceTree.topLevelFindings(of: ["Package.swift", "Sources", ".ci", "notes.txt", "docs"])
    #expect(findings.map(\.path) == ["docs", "notes.txt"])
  }

  @Test(arguments: [
    "\n// TODO: later", "\nfatalError(\"Not implemented\")", "\n# fixme is no mark, FIXME is", "\nlet a = 1  // XXX",
  ])
  func `on unfinished work finds its sample on the second line`(text: String) {
    #expect(UnfinishedWork.findings(in: SourceFile(path: "tools/a", text: text)).map(\.line) == [2])
  }

  @Test func `on unfinished work leaves other words alone`() {
    let text = "mktemp a.XXXXXX\nlet todo = methodology // hackney\n"
    #expect(UnfinishedWork.findings(in: SourceFile(path: "tools/a", text: text)).isEmpty)
  }

  @Test func `names file and line as editors do`() {
    let file = SourceFile(path: "Sources/Base/Units/Price.swift", text: "\nlet a: Float = 1")
    #expect(
      PurityRule.floatingPoint.findings(in: file).map(\.description)
        == ["Sources/Base/Units/Price.swift:2: Float is floating point; amounts are integers"])
  }
}
