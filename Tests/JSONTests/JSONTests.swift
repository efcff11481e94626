import JSON
import Testing

@Suite struct `JSON parsing` {
  @Test func `reads every kind of value and keeps the order of members`() throws {
    let text = #" {"b":[1,-2.5,"é\u0000\n",true],"a":{"x":null},"z":9223372036854775807} "#
    let value = try JSONValue.parse(text)
    #expect(
      value == ["b": [1, -2.5, "é\u{0}\n", true], "a": ["x": .null], "z": .integer(.max)] as JSONValue)
    #expect(value.objectValue?.keys == ["b", "a", "z"])
    #expect(value["b"]?[1]?.doubleValue == -2.5)
    #expect(value["a"]?["x"]?.isNull == true)
    #expect(value["b"]?[4] == nil && value["b"]?[-1] == nil && value["none"] == nil && value["a"]?[0] == nil)
  }

  @Test(arguments: [
    ("{\"a\":1,\n \"a\":2}", JSONError.Kind.duplicateKey, 2),
    ("{\"\u{e9}\":1,\"e\u{301}\":2}", .duplicateKey, 0),  // One name in two normal forms.
    ("9223372036854775808", .numberOutOfRange, 1),
    ("-9223372036854775809", .numberOutOfRange, 1),
    ("1e999", .numberOutOfRange, 1),
    ("", .syntax, 1), ("1 2", .syntax, 1), ("01", .syntax, 1), ("[1,]", .syntax, 1), ("{'a':1}", .syntax, 1),
    ("\"a\nb\"", .syntax, 1), ("\"\\ud800\"", .syntax, 1), ("nul", .syntax, 1), ("\n\n]", .syntax, 3),
    ("{\"a\\u0000\":1}", .nullInKey, 1),
  ])
  func `refuses`(row: (text: String, kind: JSONError.Kind, line: Int)) {
    #expect { try JSONValue.parse(row.text) } throws: { error in
      let error = error as? JSONError
      return error?.kind == row.kind && error?.line == row.line && error?.message.isEmpty == false
    }
  }

  @Test(arguments: [
    [0x22, 0xff, 0x22], [0x22, 0xc0, 0x80, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0x22, 0xe2, 0x82],
  ])
  func `refuses what is not UTF-8`(bytes: [UInt8]) {
    #expect { try JSONValue.parse(bytes) } throws: { ($0 as? JSONError)?.kind == .invalidUTF8 }
  }

  @Test func `bounds the nesting and says where it was exceeded`() throws {
    #expect(try JSONValue.parse("[[[0]]]", maximumDepth: 3) == [[[0]]])
    #expect {
      try JSONValue.parse("[\n é[[0]]]", maximumDepth: 2)
    } throws: {
      "\($0)" == "line 2, column 4: more than 2 levels of nesting"
    }
    #expect(try JSONValue.parse(#"["[[[\"[[["]"#, maximumDepth: 1) == [#"[[["[[["#])
    let deep = String(repeating: "[", count: 100_000)
    #expect { try JSONValue.parse(deep) } throws: { ($0 as? JSONError)?.kind == .tooDeep(maximum: 64) }
    #expect { try JSONValue.parse(deep, maximumDepth: 1024) } throws: {
      ($0 as? JSONError)?.kind == .tooDeep(maximum: 1024)
    }
    let deepest = String(repeating: "[", count: 1024) + String(repeating: "]", count: 1024)
    #expect(try JSONValue.parse(deepest, maximumDepth: 1024).text() == deepest)
  }

  @Test func `describes an error by its place`() {
    #expect { try JSONValue.parse("{\"a\" 1}") } throws: { "\($0)".hasPrefix("line 1, column 6: ") }
  }
}

@Suite struct `JSON writing` {
  static let sample: JSONValue = [
    "name": "a\"\\/\u{8}\t\n\u{c}\r\u{1}\u{1f}\u{7f}é🙂", "list": [1, -2.0, 0.1, 1e300], "none": [], "empty": [:],
    "inner": ["yes": true, "nothing": .null],
  ]

  @Test func `is compact by default`() {
    let text =
      #"{"name":"a\"\\/\b\t\n\f\r\u0001\u001f"# + "\u{7f}"
      + #"é🙂","list":[1,-2.0,0.1,1e+300],"none":[],"empty":{},"inner":{"yes":true,"nothing":null}}"#
    #expect(Self.sample.text() == text)
    #expect("\(Self.sample)" == text)
  }

  @Test func `is indented by two spaces when pretty`() {
    let value: JSONValue = ["a": [1, ["b": 2]], "c": [], "d": [:]]
    #expect(
      value.text(.pretty) == """
        {
          "a": [
            1,
            {
              "b": 2
            }
          ],
          "c": [],
          "d": {}
        }
        """)
  }

  @Test func `turns what JSON cannot say into null`() {
    #expect(JSONValue.array([.real(.nan), .real(.infinity), .real(-.infinity)]).text() == "[null,null,null]")
  }
}

@Suite struct `A JSON object` {
  @Test(arguments: [3, 16, 17, 100])
  func `finds, replaces, appends and removes by name`(count: Int) {
    var object = JSONObject()
    for index in 0..<count { object["k\(index)"] = .integer(Int64(index)) }
    object["k1"] = "one"
    object["k0"] = nil
    object["absent"] = nil
    object["last"] = true
    #expect(object.keys == (1..<count).map { "k\($0)" } + ["last"])
    #expect(object["k1"] == "one" && object["k0"] == nil && object["last"] == true)
    #expect(object["k\(count - 1)"] == .integer(Int64(count - 1)))
    #expect(object.count == count && !object.isEmpty)
    #expect(JSONObject(object.members) == object)
    #expect(JSONObject(object.members + [object.members[0]]) == nil)
  }
}

@Suite struct `A JSON literal` {
  @Test func `that names a member twice stops the program`() async {
    await #expect(processExitsWith: .failure) { _ = ["a": 1, "a": 2] as JSONValue }
  }
}
