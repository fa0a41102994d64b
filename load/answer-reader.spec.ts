import { AnswerReader } from './answer-reader.ts';

const answer = (body: string, more = ''): Buffer =>
  Buffer.from(`HTTP/1.1 201 Created\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${more}\r\n${body}`);

describe('the reader of answers', () => {
  it('gives status and body of an answer that comes at once', () => {
    expect(new AnswerReader().take(answer('{"a":"ü"}'))).toEqual({ status: 201, text: '{"a":"ü"}', closes: false });
  });

  it('puts an answer together that comes byte by byte, and then the next one', () => {
    const reader = new AnswerReader();
    const bytes = answer('{"status":"completed"}');
    for (let i = 0; i < bytes.length - 1; i++) expect(reader.take(bytes.subarray(i, i + 1))).toBeUndefined();
    expect(reader.take(bytes.subarray(-1))?.text).toBe('{"status":"completed"}');
    expect(reader.take(answer('second'))?.text).toBe('second');
  });

  it('sees that the server is going to close', () => {
    expect(new AnswerReader().take(answer('', 'Connection: close\r\n'))?.closes).toBe(true);
  });

  it('knows that 204 has no body', () => {
    expect(new AnswerReader().take(Buffer.from('HTTP/1.1 204 No Content\r\n\r\n'))?.status).toBe(204);
  });

  it('refuses what it does not know', () => {
    const chunked = Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n');
    expect(() => new AnswerReader().take(chunked)).toThrow('not understood');
  });
});
