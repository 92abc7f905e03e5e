// Loaded into Prism's process before Prism: reports the port that was really opened (Prism keeps it to itself under
// `-v silent`), and ends the process with the supervisor, whose death closes this standard input however it died.
'use strict';

const { Server } = require('node:net');
const { writeSync } = require('node:fs');

const listen = Server.prototype.listen;
Server.prototype.listen = function (...args) {
  this.once('listening', () => writeSync(1, `gelatoconnect-mock listening ${this.address().port}\n`));
  return listen.apply(this, args);
};

process.stdin.on('end', () => process.exit(0));
process.stdin.on('error', () => process.exit(0));
process.stdin.resume();
