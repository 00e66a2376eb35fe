; The installer for Windows, for Inno Setup 6. `dev.py build --pack` runs it with the version.
; Per user, without administrator rights; what the user has made stays when it is removed.

#ifndef AppVersion
  #error Start it by `dev.py build --pack`, which gives the version.
#endif
; Since then it comes with Korean and knows x64compatible.
#if Ver < EncodeVer(6, 3, 0)
  #error Inno Setup 6.3 or newer is needed.
#endif

[Setup]
AppId={{6D0A1B6E-2C1B-4A43-9C0B-5B6F7A0E9F11}
AppName=Offtake
AppVersion={#AppVersion}
AppPublisher=The Offtake project
VersionInfoVersion={#AppVersion}
DefaultDirName={localappdata}\Programs\Offtake
DefaultGroupName=Offtake
DisableProgramGroupPage=yes
DisableDirPage=auto
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile=..\..\LICENSE
SetupIconFile=..\..\resources\icons\program\offtake.ico
UninstallDisplayIcon={app}\Offtake.exe
UninstallDisplayName=Offtake
OutputDir=..\..\dist
OutputBaseFilename=Offtake-setup
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
ChangesAssociations=yes
ChangesEnvironment=yes
CloseApplications=yes
RestartApplications=no

[Languages]
Name: "en"; MessagesFile: "compiler:Default.isl"
Name: "ko"; MessagesFile: "compiler:Languages\Korean.isl"

[CustomMessages]
en.Workspace=Offtake workspace
ko.Workspace=Offtake 작업 공간
en.Commands=Add the folder of the command line program (offtake-cli) to the search path
ko.Commands=명령줄 프로그램(offtake-cli)의 폴더를 검색 경로에 추가

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"; Flags: unchecked
Name: "path"; Description: "{cm:Commands}"; Flags: unchecked

[InstallDelete]
; A newer version replaces the folder as a whole: no library of the older one stays behind.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\..\dist\Offtake\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{group}\Offtake"; Filename: "{app}\Offtake.exe"; AppUserModelID: "Offtake.Workbench"
Name: "{userdesktop}\Offtake"; Filename: "{app}\Offtake.exe"; AppUserModelID: "Offtake.Workbench"; Tasks: desktopicon

[Registry]
Root: HKCU; Subkey: "Software\Classes\.offtake"; ValueType: string; ValueName: ""; ValueData: "Offtake.Workspace"; Flags: uninsdeletevalue uninsdeletekeyifempty
Root: HKCU; Subkey: "Software\Classes\.offtake\OpenWithProgids"; ValueType: string; ValueName: "Offtake.Workspace"; ValueData: ""; Flags: uninsdeletevalue uninsdeletekeyifempty
Root: HKCU; Subkey: "Software\Classes\Offtake.Workspace"; ValueType: string; ValueName: ""; ValueData: "{cm:Workspace}"; Flags: uninsdeletekey
Root: HKCU; Subkey: "Software\Classes\Offtake.Workspace\DefaultIcon"; ValueType: string; ValueName: ""; ValueData: "{app}\Offtake.exe,0"
Root: HKCU; Subkey: "Software\Classes\Offtake.Workspace\shell\open\command"; ValueType: string; ValueName: ""; ValueData: """{app}\Offtake.exe"" ""%1"""
Root: HKCU; Subkey: "Environment"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: IsNotOnPath

[Run]
Filename: "{app}\Offtake.exe"; Description: "{cm:LaunchProgram,Offtake}"; Flags: nowait postinstall skipifsilent

[Code]
function IsNotOnPath(): Boolean;
var
  Path: string;
begin
  if not RegQueryStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', Path) then
    Path := '';
  Result := Pos(';' + Uppercase(ExpandConstant('{app}')) + ';', ';' + Uppercase(Path) + ';') = 0;
end;

procedure CurUninstallStepChanged(CurUninstallStep: TUninstallStep);
var
  Path, Ours: string;
  Place: Integer;
begin
  if (CurUninstallStep = usPostUninstall)
    and RegQueryStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', Path) then
  begin
    Path := ';' + Path + ';';
    Ours := ';' + ExpandConstant('{app}') + ';';
    Place := Pos(Uppercase(Ours), Uppercase(Path));
    if Place > 0 then
    begin
      // The last semicolon stays, for it begins what comes next.
      Delete(Path, Place, Length(Ours) - 1);
      Delete(Path, 1, 1);
      Delete(Path, Length(Path), 1);
      RegWriteExpandStringValue(HKEY_CURRENT_USER, 'Environment', 'Path', Path);
    end;
  end;
end;
