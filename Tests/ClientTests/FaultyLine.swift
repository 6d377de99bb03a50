import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import TestSupport

/// A server behind a bad line: requests and answers get lost, cut or doubled, by chance.
struct FaultyLine<Base: HTTPResponder>: HTTPResponder {
    let base: Base
    let dice: Mutable<Seeded>
    /// Of a hundred requests, how many meet each of the faults.
    let chance: Mutable<Int>

    func respond(to request: Request, context: Base.Context) async throws -> Response {
        let body = try await request.body.collect(upTo: 16 << 20)
        let (number, cut) = dice.update { ($0.below(100), $0.below(1_000)) }
        let fault = chance.value == 0 ? .max : number / chance.value
        if fault == 0 { return Response(status: .serviceUnavailable) }
        if fault == 1 { _ = try await answer(request, body, context) }
        let response = try await answer(request, body, context)
        if fault == 2 { return Response(status: .badGateway) }
        guard fault == 3 else { return response }
        let whole = BytesSink()
        try await response.body.write(whole)
        let bytes = whole.bytes.value
        let part = ByteBuffer(bytes: bytes.prefix(bytes.count * cut / 1_000))
        return Response(
            status: response.status, headers: [.contentType: "application/json"], body: .init(byteBuffer: part))
    }

    private func answer(_ request: Request, _ body: ByteBuffer, _ context: Base.Context) async throws -> Response {
        try await base.respond(to: Request(head: request.head, body: RequestBody(buffer: body)), context: context)
    }
}

/// Takes an answer in.
private struct BytesSink: ResponseBodyWriter {
    let bytes = Mutable<[UInt8]>([])

    func write(_ buffer: ByteBuffer) async throws { bytes.update { $0 += Array(buffer.readableBytesView) } }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
