// Where to look when a check of `doctor` could not be made at all, or a device did not answer it: a command for each.

const STORES =
  'the first start of the service makes them ("systemctl start ridged"); "journalctl -u ridged" tells why it does not';

export const AIDS = {
  disk: 'the package makes the folder of data.dir ("systemd-tmpfiles --create ridged.conf"); it has to be writable for whoever runs this',
  keys: `"ridged vault show" tells who keeps them; ${STORES}`,
  stores: STORES,
  standing: STORES,
  snapshots: STORES,
  residue: '"ls -la" the folder of data.dir, as root or as the user of the service',
  memory: '"cat /proc/swaps" and "systemctl show ridged -p LimitCORE" tell what it is asked of',
  sensor:
    '"ls -l /dev/serial/by-id" and "lsusb" tell what is plugged in: set sensor.driver, and sensor.path or sensor.usbId, to it',
  light: '"lsusb" tells whether the lamp is plugged in; where there is none set light.driver to "none"',
  card: '"lsusb" and "systemctl status pcscd" tell whether the reader is there; where there is none set card.driver to "none"',
  camera:
    '"ls -l /dev/v4l/by-id" tells which there are: set camera.path to one, or camera.url; "ffmpeg -version" has to answer',
  scanner:
    '"lsusb" tells whether it is plugged in: set scanner.usbId to it; where there is none set scanner.driver to "none"',
  tamper:
    '"cat" the file of tamper.path: it has to hold 0 or 1; where the cabinet has no switch set tamper.driver to "none"',
  power: '"ls /sys/class/power_supply" or "upsc UPS@HOST" has to answer; where nobody tells set power.driver to "none"',
  engine: 'install it anew ("apt install --reinstall ridged")',
  network: '"ridged models list" tells which there are, and what of them is missing',
  face: '"ridged models list" tells which there are; "ridged models install" fetches them',
  time: '"timedatectl" tells what keeps the clock',
  broker:
    '"ridged config show" tells address and files; a terminal that no fleet knows yet is claimed first ("ridged claim")',
} as const satisfies Readonly<Record<string, string>>;
