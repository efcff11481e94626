/// For whom a command signs, beside the key with which it does.
struct Envelope {
  var subAccount: UInt8 = 0
  /// Whose session key it is; nil for the owner's own.
  var owner: String?

  init() {}

  /// - Precondition: the command has the options of `ClientOptions.trading`.
  init(trading arguments: ParsedArguments) {
    self.init(subAccountOf: arguments)
    owner = arguments.string("for")
  }

  /// - Precondition: the command has `ClientOptions.subAccount`.
  init(subAccountOf arguments: ParsedArguments) { subAccount = UInt8(arguments.integer("sub") ?? 0) }
}
