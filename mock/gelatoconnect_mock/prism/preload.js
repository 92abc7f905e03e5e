// Loaded into Prism's process before Prism. It prints the port that Prism opened, which `-v silent` hides, and ends the
// process with the supervisor: standard input closes when the supervisor dies.
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
