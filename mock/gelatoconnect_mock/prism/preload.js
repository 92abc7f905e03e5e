// Loaded into Prism's process before Prism. It prints the port that Prism opened, which `-v silent` hides, and ends the
// process with the supervisor: standard input closes when the supervisor dies. It also keeps each message of the log on
// one line: a message may have the name of a property in it, with line breaks that would forge others.
'use strict';

const { Server } = require('node:net');
const { writeSync } = require('node:fs');

const listen = Server.prototype.listen;
Server.prototype.listen = function (...args) {
  this.once('listening', () => writeSync(1, `gelatoconnect-mock listening ${this.address().port}\n`));
  return listen.apply(this, args);
};

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;
const escaped = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
for (const stream of [process.stdout, process.stderr]) {
  const write = stream.write;
  stream.write = function (chunk, ...rest) {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    const end = text.endsWith('\n') ? '\n' : '';
    const line = text.slice(0, text.length - end.length).replace(CONTROL, escaped) + end;
    return write.call(this, line, ...rest.filter((argument) => typeof argument === 'function'));
  };
}

process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
process.stdin.resume();
