import ArgumentParser
import Foundation
import KarwanClient

/// The folder of one device: the replica, and in `account.json` the server and the token, for the owner's eyes alone.
struct DataFolder: ParsableArguments {
    @Option(help: "Folder of this device.") var data = "karwan-device"

    struct Account: Codable {
        var server: URL
        var token: String?
    }

    private var folder: URL { URL(filePath: data, directoryHint: .isDirectory) }
    private var file: URL { folder.appending(path: "account.json") }

    func account() throws -> Account {
        guard let bytes = try? Data(contentsOf: file) else {
            throw Complaint("nobody has signed in yet: karwan-cli sign-in --server URL --email ADDRESS")
        }
        return try JSONDecoder().decode(Account.self, from: bytes)
    }

    /// Written beside and put in place, so that a crash leaves the old or the new one.
    func keep(_ account: Account) throws {
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let fresh = folder.appending(path: "account.new")
        // Left behind by a program that was ended.
        try? FileManager.default.removeItem(at: fresh)
        let isMade = FileManager.default.createFile(
            atPath: fresh.path, contents: try JSONEncoder().encode(account), attributes: [.posixPermissions: 0o600])
        guard isMade, rename(fresh.path, file.path) == 0 else { throw Complaint("cannot write \(file.path)") }
    }

    /// Opens the device, does something with it, and closes it whatever comes.
    func use<Value>(_ body: (Device) async throws -> Value) async throws -> Value {
        let account = try account()
        var options = DeviceOptions()
        options.name = "karwan-cli"
        let device = try Device(folder: folder, server: account.server, token: account.token, options: options)
        let result: Result<Value, any Error>
        do { result = .success(try await body(device)) } catch { result = .failure(error) }
        let isForgotten = account.token != nil && device.token == nil
        try await device.close()
        if isForgotten { try forgetToken() }
        return try result.get()
    }

    func forgetToken() throws {
        var account = try account()
        account.token = nil
        try keep(account)
    }
}

/// A text from the command line, or from standard input for `-`.
func text(_ given: String) throws -> String {
    guard given == "-" else { return given }
    let bytes = try FileHandle.standardInput.readToEnd() ?? Data()
    return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
}
