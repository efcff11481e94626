import JSON
import Cryptography

/// `plimsoll deposit`
enum DepositCommand: Command {
  static let specification = CommandSpecification(
    "deposit", summary: "Deposits through the inbox of the mock L1.",
    arguments: [
      ArgumentSpecification("amount", .text("AMOUNT"), summary: "A decimal number of units, such as 1000.50.")
    ],
    options: [
      ClientOptions.asset
    ] + ClientOptions.signing,
    choices: [ClientOptions.signer])

  static func run(_ arguments: ParsedArguments) throws -> ExitCode {
    let client = try Client(signing: arguments)
    let address = try client.signer().address.checksummed
    let deposit = try client.call(
      layer: .l1, "dev_deposit", .string(address), .string(arguments.required("amount")),
      .string(arguments.required("asset")))
    try client.show(deposit, arguments)
    return .success
  }
}
